/** What a trial left of each item: `trials/<id>/items.jsonl`. Not every run folder still has it. */
import path from 'node:path';
import { z } from 'zod';
import { checked, parseJson, readText } from '../read-json.ts';
import type { AnswerStep, WayOfAsking } from '@adaptbench/core';

/** One item's answer. */
export interface ItemOutcome {
  readonly id: string;
  /** The item's texts by field, as the prompts have them. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The right answer: the label, or the answer in canonical form. */
  readonly answer?: string;
  /** Every right answer, where there are several. */
  readonly answers?: readonly string[];
  /** What it belongs to, where items are no independent draws. */
  readonly group?: string;
  readonly prediction: string | null;
  readonly correct: boolean;
  /** The lenient reading of the same output, where the task has two. */
  readonly lenient?: { readonly prediction: string | null; readonly correct: boolean };
  /** Generated text, where there is any. */
  readonly output?: string;
  /** Whether the model was still writing when it had written as many tokens as it may. */
  readonly cutOff?: true;
  /** Properties of the answer, by name. */
  readonly measures?: Readonly<Record<string, number>>;
  /** The worked solution step by step, where there is one that was checked. */
  readonly steps?: readonly AnswerStep[];
  /** Each way in which the item was asked, where there were several. */
  readonly ways?: readonly WayOfAsking[];
}

/** An outcome as a line of the file. */
export interface ItemLine extends Omit<ItemOutcome, 'measures'> {
  readonly split: 'validation' | 'test';
  /** As an outcome's; null where one was no number. */
  readonly measures?: Readonly<Record<string, number | null>>;
}

/** The items of a trial, by its id; null where the run's folder has none. */
export type ItemReader = (trial: string) => readonly ItemLine[] | null;

const text = z.string();
const itemSchema = z.object({
  split: z.enum(['validation', 'test']),
  id: text,
  fields: z.record(text, text).exactOptional(),
  answer: text.exactOptional(),
  answers: z.array(text).exactOptional(),
  group: text.exactOptional(),
  prediction: text.nullable(),
  correct: z.boolean(),
  lenient: z.object({ prediction: text.nullable(), correct: z.boolean() }).exactOptional(),
  output: text.exactOptional(),
  cutOff: z.literal(true).exactOptional(),
  measures: z.record(text, z.number().nullable()).exactOptional(),
  steps: z.array(z.object({ text, holds: z.boolean().nullable() })).exactOptional(),
}) satisfies z.ZodType<ItemLine>;

/** Throws LoadError where a line is no item's. */
export const itemReader =
  (dir: string): ItemReader =>
  (trial) => {
    const file = path.join(dir, 'trials', trial, 'items.jsonl');
    const lines = readText(file)?.split('\n') ?? null;
    if (lines === null) return null;
    return lines.flatMap((line, i) => {
      const where = `${file}:${i + 1}: not an item`;
      return line.trim() === '' ? [] : [checked(itemSchema, parseJson(line, where), where)];
    });
  };
