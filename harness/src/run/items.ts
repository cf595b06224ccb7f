/** What a trial left of each item: `trials/<id>/items.jsonl`. Not every run folder still has it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LoadError } from '@adaptbench/core';
import type { ItemOutcome } from '../trial/contract.ts';

export interface ItemLine extends ItemOutcome {
  readonly split: 'validation' | 'test';
}

/** The items of a trial, by its id; null where the run's folder has none. */
export type ItemReader = (trial: string) => readonly ItemLine[] | null;

/** Throws LoadError where a line is no JSON. */
export const itemReader =
  (dir: string): ItemReader =>
  (trial) => {
    const file = path.join(dir, 'trials', trial, 'items.jsonl');
    if (!existsSync(file)) return null;
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.flatMap((line, i) => {
      if (line === '') return [];
      try {
        return [JSON.parse(line) as ItemLine];
      } catch (cause) {
        throw new LoadError(`${file}:${i + 1}: not an item: ${String(cause)}`, { cause });
      }
    });
  };
