/** A worked solution cut into its sentences, each with what became of its equations when they were computed anew. */
import type { AnswerStep } from '@adaptbench/core';
import { equations } from './equations.ts';

/** Line ends, and sentence ends before a space (none is needed in Chinese). An equation never goes over one. */
const ENDS = /\n+|(?<=[.!?])\s+|(?<=[。！？])/u;

/** `holds`: all of its equations do; null where it has none. */
export const checkedSteps = (rationale: string): AnswerStep[] =>
  rationale.split(ENDS).flatMap((part) => {
    const text = part.trim();
    if (text === '') return [];
    const found = equations(text);
    return [{ text, holds: found.length === 0 ? null : found.every((equation) => equation.holds) }];
  });
