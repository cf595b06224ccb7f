/** The fuzzer in small: what it would find in minutes is looked for by `pnpm fuzz`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { random } from '@adaptbench/core';
import { afterAll, describe, expect, test } from 'vitest';
import { parsers } from './parsers.ts';
import { faults, verdictOf } from './src/verdict.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'adaptbench-fuzz-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Inputs of all parsers together. */
const INPUTS = 1500;
const weights = parsers.reduce((sum, { weight }) => sum + weight, 0);

describe('damaged and hostile files are read rightly or refused in words', () => {
  test.each(parsers.map((parser) => [parser.name, parser] as const))('%s', async (name, parser) => {
    const { input, read } = await parser.open(path.join(scratch, String(parsers.indexOf(parser))));
    const found: string[] = [];
    for (let i = 0; i < (INPUTS * parser.weight) / weights; i++) {
      const result = await read(input(random(2, name, i)));
      const verdict = verdictOf(result);
      if (faults.includes(verdict)) found.push(`${i} ${verdict}: ${JSON.stringify(result)}`);
    }
    expect(found).toEqual([]);
  });
});
