/** Figures of a training that was cut: the highest memory and the sum of the times of all processes, not those of the last one. */
import { compiledWork } from './__fixtures__/compiled-work.ts';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { specs } from '@adaptbench/results/testing';
import { LARGE, LASTS } from './__fixtures__/cut-work.ts';
import { runTrial } from './run-trial.ts';
import { trialId } from '@adaptbench/results';
import { trainFigures } from './train-figures.ts';
import { removeTrainState, trainFiguresPath } from './train-state.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'adaptbench-figures-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const memory = (peak: number, sampled: number | null = null) => ({
  idleRssBytes: 10,
  peakRssBytes: peak,
  sampledPeakBytes: sampled,
});

describe('a training that was killed twice and resumed', () => {
  const spec = specs({ methods: ['lora'], sweep: false })[0]!;
  const run = async () =>
    runTrial(spec, {
      folder,
      work: await compiledWork('cut-work.ts'),
      timeout: null,
      signal: new AbortController().signal,
      onProgress: () => {},
    });

  test('has the memory of its largest process and the time of all', async () => {
    const dir = path.join(folder, trialId(spec));
    const first = await run();
    expect(first).toMatchObject({ state: 'failed', error: { signal: 'SIGKILL' } });
    const kept = JSON.parse(readFileSync(trainFiguresPath(dir), 'utf8')) as Record<string, unknown>;
    expect(kept).toMatchObject({ startedAt: first.startedAt });
    expect(kept['seconds']).toBeGreaterThan(LASTS);
    await run();
    const record = await run();
    expect(record.state).toBe('done');
    if (record.state !== 'done') return;
    expect(record.phases.train!.peakRssBytes).toBeGreaterThan(LARGE);
    // Elsewhere a process samples itself.
    expect(record.phases.train!.sampledPeakBytes ?? Infinity).toBeGreaterThan(LARGE);
    expect(record.phases.train!.idleRssBytes).toBeLessThan(LARGE);
    expect(record.seconds).toBeGreaterThan(3 * LASTS);
    expect(record.startedAt).toBe(first.startedAt);
    expect(record.notes).toEqual([]);
    removeTrainState(dir);
    expect(existsSync(trainFiguresPath(dir))).toBe(false);
  });

  test('says so where the figures of earlier processes are gone', async () => {
    await run();
    await run();
    writeFileSync(trainFiguresPath(path.join(folder, trialId(spec))), 'torn');
    const record = await run();
    expect(record.state === 'done' && record.notes).toEqual([
      'the training went on from a state without figures: its memory and seconds are those of the last process alone',
    ]);
  });

  test('is not run where they cannot be written', async () => {
    const dir = path.join(folder, trialId(spec));
    const blocked = run();
    // A folder where the file should be.
    mkdirSync(trainFiguresPath(dir), { recursive: true });
    await expect(blocked).rejects.toThrow('EISDIR');
  });
});

describe('figures', () => {
  test('are those of this process alone where it began anew', () => {
    trainFigures(folder).keep(memory(900), true);
    const again = trainFigures(folder);
    again.keep(memory(300, 200), true);
    expect(again.memory()).toEqual(memory(300, 200));
    const third = trainFigures(folder);
    third.keep(memory(250), false);
    expect(third.memory()).toEqual(memory(300, 200));
  });

  // A clock that was set back by a day gave a trial −86,376 s.
  test('go by a clock that nobody sets', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-05-02T12:00:00Z') });
    try {
      const figures = trainFigures(folder);
      vi.setSystemTime(new Date('2026-05-01T12:00:00Z'));
      expect(figures.seconds()).toBeGreaterThanOrEqual(0);
      expect(figures.seconds()).toBeLessThan(60);
      expect(figures.startedAt()).toBe('2026-05-02T12:00:00.000Z');
    } finally {
      vi.useRealTimers();
    }
  });
});
