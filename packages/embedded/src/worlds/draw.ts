/** What all worlds share: the two halves of the language, word lists, and choices from them. */
import type { Random } from '@adaptbench/core';

/** `pretraining`: what the base model's corpus may hold. `heldOut`: what only tasks may hold. */
export type Half = 'pretraining' | 'heldOut';
export type Halves<T> = Readonly<Record<Half, T>>;

/** A comma-separated list. */
export const words = (list: string): readonly string[] => list.split(',').map((word) => word.trim());

export const pick = <T>(r: Random, list: readonly T[]): T => list[r.below(list.length)]!;

/** `n` different ones, in random order. */
export const pickMany = <T>(r: Random, list: readonly T[], n: number): T[] => r.shuffle(list).slice(0, n);

export const chance = (r: Random, probability: number): boolean => r.uniform() < probability;

/** An integer from `low` to `high`, both included. */
export const between = (r: Random, low: number, high: number): number => low + r.below(high - low + 1);

/** `the room` → `The room`. */
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** `{name}` → its value; throws where a frame asks for what it is not given. */
export const fill = (frame: string, values: Readonly<Record<string, string | number>>): string =>
  frame.replaceAll(/\{(\w+)\}/gu, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`internal: the frame "${frame}" asks for "${key}"`);
    return String(value);
  });
