/** Trials of fitted methods, for real: data files and processes of their own, and no model where none is asked. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DoneTrial, JsonObject, TrialSpec } from '@adaptbench/results';
import { describe, expect, test } from 'vitest';
import { ownScratch } from './__fixtures__/own-scratch.ts';
import { artifactFiles, runTimed, specOf } from './__fixtures__/real.ts';

const s = ownScratch();
const folder = (name: string): string => path.join(s.dir, name);
const reviews = (): JsonObject => ({ name: s.reviews, train: 16, validation: 6, test: 10 });
const fittedSpec = (method: string, task = reviews(), config: JsonObject = {}): TrialSpec =>
  // What is not there cannot be loaded.
  ({ ...specOf({ method, task, config }), fits: true, model: { reference: '/no/such/model' } });

async function done(spec: TrialSpec, name: string): Promise<DoneTrial> {
  const record = await runTimed(spec, folder(name));
  if (record.state !== 'done') throw new Error(JSON.stringify(record));
  return record;
}

describe('a fitted method', () => {
  test('is fitted, answers and is timed in processes that load no model', async () => {
    const spec = fittedSpec('tfidf');
    const record = await done(spec, 'tfidf');
    expect(record.accuracy.test).toMatchObject({ n: 10, correct: 10, unparseable: 0 });
    expect(record.accuracy.validation.n).toBe(6);
    expect(record.training).toBeNull();
    expect(record.fitting!.items).toBe(16);
    expect(record.fitting!.seconds).toBeGreaterThan(0);
    expect(record.sizes.trainableParameters).toBeGreaterThan(2);
    const bytes = Object.values(artifactFiles(spec, folder('tfidf'))).map(({ length }) => length);
    expect(record.sizes.artifactBytes).toBe(bytes.reduce((a, b) => a + b, 0));
    expect(record.provenance).toMatchObject({ model: null, data: expect.stringMatching(/^[0-9a-f]{64}$/u) });
    expect(record.phases.train!.peakRssBytes).toBeGreaterThanOrEqual(record.phases.train!.idleRssBytes!);
    expect(record.phases.evaluate!.explained).toBeNull();
    expect(record.requests).toMatchObject({ promptTokens: 0, generatedTokens: 0 });
    expect(record.timing!.alone).toMatchObject({ firstToken: null, perToken: null });
    expect(record.timing!.alone.item.n).toBe(10);
    expect(record.timing!.throughput.batch).toBe(10);
    expect(record.timing!.switchMs).toBeGreaterThan(0);
    expect(record.notes.some((note) => note.includes('validation items'))).toBe(true);
  });

  test('reads its answers to questions as generated ones are read', async () => {
    const task = { name: s.sums, kind: 'generation', train: 10, validation: 2, test: 4 };
    const spec = fittedSpec('nearest', task);
    const record = await done(spec, 'nearest');
    expect(record.accuracy.test).toMatchObject({ n: 4, unparseable: 0 });
    const lines = readFileSync(path.join(folder('nearest'), record.id, 'items.jsonl'), 'utf8');
    expect(lines).toContain('"output":');
  });

  test('that needs labels is skipped with the reason where there are none', async () => {
    const task = { name: s.sums, kind: 'generation', train: 10, validation: 2, test: 4 };
    expect(await runTimed(fittedSpec('tfidf', task), folder('skipped'))).toMatchObject({
      state: 'skipped',
      reason: expect.stringContaining('answers with a label'),
    });
  });
});
