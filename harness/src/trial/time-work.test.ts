/** The timing phase, for real: a tiny checkpoint, onnxruntime, a process of its own. */
import { describe, expect, test } from 'vitest';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Timing, DoneTrial, LatencyPass, TrialSpec } from '@adaptbench/results';
import { ownScratch } from './__fixtures__/own-scratch.ts';
import { type Asked, SHORT, runReal, runTimed, specOf as specFrom } from './__fixtures__/real.ts';

const s = ownScratch();

const reviews = (more = {}) => ({ name: s.reviews, train: 16, validation: 6, test: 12, ...more });
const specOf = (asked: Asked): TrialSpec => specFrom({ template: SHORT, ...asked });
const training = { maxSteps: 2, batchSize: 4, learningRate: 0.02, validations: 1 };
async function timed(spec: TrialSpec): Promise<{ record: DoneTrial; pass: LatencyPass }> {
  // What trains answers in the same process: a start fewer.
  const record = await runTimed(spec, s.dir, { oneProcess: true });
  if (record.state !== 'done' || !record.timing) throw new Error(JSON.stringify(record));
  return { record, pass: record.timing };
}
function expectTimes({ n, p50, p90, p95, p99, p50Low, p50High }: Timing, least: number): void {
  expect(n).toBeGreaterThanOrEqual(least);
  expect(p50Low).toBeGreaterThan(0);
  expect([p50Low, p50, p90, p95, p99]).toEqual([p50Low, p50, p90, p95, p99].toSorted((a, b) => a! - b!));
  expect(p50High).toBeGreaterThanOrEqual(p50);
  expect(p99).toBeLessThan(5000);
}

describe('the timing of', () => {
  test('prompts that begin alike has them with and without the beginning read before', async () => {
    const spec = specOf({ method: 'icl', task: reviews(), config: { shots: 2 } });
    const { record, pass } = await timed(spec);
    expectTimes(pass.alone.item, 6);
    expectTimes(pass.alone.firstToken!, 6);
    expect(pass.alone).toMatchObject({ generatedTokens: 16 });
    expectTimes(pass.alone.perToken!, 6);
    expectTimes(pass.cached!.item, 6);
    // Two exemplars of some twenty bytes each, a token a byte.
    expect(pass.cached!.sharedTokens).toBeGreaterThan(30);
    expect(pass.cached!.sharedTokens).toBeLessThan(pass.alone.promptTokens);
    expect(pass).toMatchObject({ merged: null, switchMs: null, warmups: 3, throughput: { batch: 12 } });
    expect(pass.throughput.itemsPerSecond).toBeGreaterThan(1);
    expect(record.notes.join()).not.toContain('not timed');
  });

  test('a head has no times of tokens, which it does not write', async () => {
    const { record, pass } = await timed(specOf({ method: 'head', task: reviews(), training }));
    expectTimes(pass.alone.item, 6);
    expect(pass.alone).toMatchObject({ firstToken: null, perToken: null, generatedTokens: 0 });
    expect(pass.alone.promptTokens).toBeGreaterThan(5);
    expect(record.notes.join()).not.toContain('not timed');
  });

  test('a patch that can be merged has it beside the weights and in them, with the same answers', async () => {
    const spec = specOf({ method: 'lora', task: reviews(), config: { rank: 2 }, training });
    const { record, pass } = await timed(spec);
    expect(pass.cached).toBeNull(); // too short a beginning
    expectTimes(pass.merged!.item, 6);
    expectTimes(pass.merged!.perToken!, 6);
    expect(pass.merged!.maxLogitDifference).toBeLessThan(1e-4);
    expect(pass.merged!.maxLogitDifference).toBeGreaterThan(0); // it was trained
    expect(pass.merged).toMatchObject({ answersChanged: 0, answersCompared: pass.merged!.item.n });
    expect(pass.merged!.loadMs).toBeGreaterThan(0);
    expect(pass.switchMs).toBeGreaterThan(0);
    expect(record.sizes.switchBytes).toBe(record.sizes.trainableParameters * 4);
  });

  test('a tuned checkpoint has no merged form beside its own, and costs all its weights to switch', async () => {
    const spec = specOf({ method: 'full', task: reviews(), training });
    const { record, pass } = await timed(spec);
    expect(pass.merged).toBeNull();
    expect(pass.switchMs).toBeGreaterThan(0);
    expect(record.sizes.switchBytes).toBe(record.phases.evaluate!.explained!.weights);
  });

  test('prompts that leave no room for the fixed number of tokens has their first alone', async () => {
    const long = path.join(s.dir, 'long.csv');
    writeFileSync(long, readFileSync(s.reviews, 'utf8').replaceAll(/^a/gm, 'a'.repeat(94)));
    const { pass } = await timed(
      specOf({ method: 'icl', task: reviews({ name: long }), config: { shots: 0 } }),
    );
    expect(pass.alone.promptTokens).toBeGreaterThan(128 - 16);
    expect(pass.alone).toMatchObject({ generatedTokens: 1, perToken: null });
    expectTimes(pass.alone.firstToken!, 6);
  });
});

describe('memory', () => {
  test('is sampled below the high-water mark, and has an account at inference too', async () => {
    const spec = specOf({ method: 'lora', task: reviews(), config: { rank: 2 }, training });
    const record = await runReal(spec, path.join(s.dir, 'memory'));
    if (record.state !== 'done') throw new Error(JSON.stringify(record));
    const {
      sizes,
      phases: { train, evaluate },
    } = record;
    const linux = process.platform === 'linux';
    expect(!linux || train!.sampledPeakBytes! <= train!.peakRssBytes!).toBe(true);
    expect(!linux || evaluate!.sampledPeakBytes! <= evaluate!.peakRssBytes!).toBe(true);
    expect(train!.sampledPeakBytes).toBeGreaterThan(train!.idleRssBytes!);
    expect(evaluate!.sampledPeakBytes).toBeGreaterThan(evaluate!.idleRssBytes!);
    expect(evaluate!.deviceBytes).toBeNull();
    expect(Object.keys(train!.explained!)).toEqual([
      'weights',
      'trainable',
      'gradients',
      'optimizer',
      'activations',
    ]);
    expect(evaluate!.explained).toMatchObject({ patch: sizes.trainableParameters * 4, keyValues: 0 });
    expect(evaluate!.explained!.weights).toBe(train!.explained!.weights);
  });

  test('for keys and values, and context, is spent by a prefix and by exemplars', async () => {
    const one = async (spec: TrialSpec): Promise<DoneTrial> => {
      const record = await runReal(spec, path.join(s.dir, 'context'));
      if (record.state !== 'done') throw new Error(JSON.stringify(record));
      return record;
    };
    const zero = await one(specOf({ method: 'icl', task: reviews(), config: { shots: 0 } }));
    const two = await one(specOf({ method: 'icl', task: reviews(), config: { shots: 2 } }));
    const prefix = await one(
      specOf({
        method: 'prefix',
        task: reviews(),
        config: { length: 10 },
        training: { ...training, maxSteps: 1 },
      }),
    );
    const { contextTokensLeft: left, kvBytesPerRequest: bytes } = zero.sizes;
    expect(left).toBeCloseTo(128 - zero.requests!.promptTokens, 6);
    expect(prefix.sizes.contextTokensLeft).toBeCloseTo(left! - 10, 6);
    // Two layers of two key/value heads, each 8 wide, keys and values, four bytes: 256 a token.
    expect(prefix.sizes.kvBytesPerRequest).toBe(bytes! + 10 * 256);
    const exemplars = two.requests!.promptTokens - zero.requests!.promptTokens;
    expect(two.sizes.contextTokensLeft).toBeCloseTo(left! - exemplars, 6);
    expect(two.sizes.kvBytesPerRequest).toBeGreaterThan(bytes! + (exemplars - 1) * 256);
  });
});
