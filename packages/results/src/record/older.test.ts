/** Lines as older versions wrote them, and how their damage is told. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTrials } from '../run/trials-log.ts';
import { done, specs } from '../testing/records.ts';
import { timingFixture } from '../testing/timing.ts';
import { upgrade } from './older.ts';
import type { DoneTrial } from './record.ts';

const [icl, lora] = specs();
/** As the first versions wrote it: no sampled memory, no timing phase. */
function older(spec = lora!, memory: object = {}, more: object = {}) {
  const { sizes: _, phases: __, requests: ___, timing: ____, evaluationTimes: _____, ...rest } = done(spec);
  return {
    ...rest,
    memory: {
      trainableParameters: 4000,
      artifactBytes: 16_000,
      trainPeakRssBytes: spec.training === null ? null : 1000,
      inferencePeakRssBytes: 700,
      idleRssBytes: 100,
      liveness: null,
      kvBytesPerRequest: 64,
      ...memory,
    },
    latency: {
      itemMs: { p50: 20, p90: 24, p95: 25, p99: 30, n: 60 },
      promptTokens: 80,
      generatedTokens: 0,
      prefillTokensPerSecond: 4000,
      decodeTokensPerSecond: null,
      throughputItemsPerSecond: 60,
      warmups: 3,
      repeats: 1,
    },
    ...more,
  };
}
let dir = '';
beforeEach(() => (dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-older-'))));
afterEach(() => rmSync(dir, { recursive: true }));
function read(...lines: readonly object[]): DoneTrial[] {
  const file = path.join(dir, 'trials.jsonl');
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(file, text);
  const records = readTrials(file);
  expect(readFileSync(file, 'utf8')).toBe(text);
  return records.filter((record) => record.state === 'done');
}

describe('an older line', () => {
  test('of before there was a timing phase has its times and high-water marks in their places', () => {
    const [record] = read(older());
    expect(record).toMatchObject({
      sizes: { trainableParameters: 4000, switchBytes: null, contextTokensLeft: null },
      phases: {
        train: { idleRssBytes: 100, peakRssBytes: 1000, sampledPeakBytes: null },
        evaluate: { idleRssBytes: 100, peakRssBytes: 700, explained: null, deviceBytes: null },
      },
      requests: { promptTokens: 80, itemsPerSecond: 60 },
      timing: null,
      evaluationTimes: { p50: 20, n: 60, prefillTokensPerSecond: 4000 },
    });
  });
  test('with a timing keeps it once', () => {
    const [record] = read(
      older(lora, { trainIdleRssBytes: 90, trainSampledPeakRssBytes: 900 }, { timing: timingFixture(lora!) }),
    );
    expect(record?.timing).toEqual(timingFixture(lora!));
    expect(record).not.toHaveProperty('evaluationTimes');
    expect(record?.requests).toEqual({ promptTokens: 80, generatedTokens: 0, itemsPerSecond: null });
    expect(record?.phases.train).toMatchObject({ idleRssBytes: 90, sampledPeakBytes: 900 });
  });
  test('has the engine’s version and threads apart', () => {
    const labels = { task: 'toy v1', engine: 'onnxruntime-node 1.30.0, 1 thread' };
    const [record] = read(older(lora, {}, { provenance: { model: null, data: null, labels } }));
    expect(record?.provenance.labels).toEqual({
      task: 'toy v1',
      engine: 'onnxruntime-node 1.30.0',
      threads: '1',
    });
  });
  test('that trained nothing, or was imported, has no memory of what did not run', () => {
    const memory = { inferencePeakRssBytes: null, idleRssBytes: null };
    const [first, imported] = read(older(icl), older(lora, memory, { latency: null }));
    expect(first?.phases.train).toBeNull();
    expect(imported).toMatchObject({ phases: { evaluate: null }, requests: null, timing: null });
  });
  test.each<[string, object, string]>([
    ['memory', { memory: { trainableParameters: -1 } }, 'memory.trainableParameters: '],
    ['latency', { latency: { itemMs: 3 } }, 'latency.itemMs: '],
    ['timing', { timing: { alone: null } }, 'timing.alone: '],
    ['memory of another type', { memory: 'none' }, 'memory: expected object'],
  ])('with damaged %s is refused by the names that it has', (_name, more, message) => {
    const file = path.join(dir, 'trials.jsonl');
    writeFileSync(file, `${JSON.stringify({ ...older(), ...more })}\n`);
    expect(() => readTrials(file)).toThrow(`${file}:1: not a trial's record`);
    expect(() => readTrials(file)).toThrow(message);
  });
});

test('today’s lines are left as they are', () => {
  const record = done(lora!);
  expect(upgrade(record)).toBe(record);
  expect(upgrade(null)).toBeNull();
});
