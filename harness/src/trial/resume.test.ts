/** Real trials that are cut: they go on where they were, and end with the same bytes as one that was left alone. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { lasting } from './__fixtures__/lasting.ts';
import { ownScratch } from './__fixtures__/own-scratch.ts';
import { artifactFiles, runReal, runTimed, specOf } from './__fixtures__/real.ts';
import { type Phase, type TrialRecord, trialId } from '@adaptbench/results';
import { trainFiguresPath } from './train-state.ts';

const s = ownScratch();

const folder = (name: string): string => path.join(s.dir, name);
const specIt = () =>
  specOf({
    method: 'lora',
    task: { name: s.reviews, train: 16, validation: 6, test: 6 },
    config: { rank: 2, dropout: 0.1 },
    training: { epochs: 30, batchSize: 4, learningRate: 0.01, validations: 6 },
  });

/** Kills the process of a phase (SIGKILL) as soon as `ready`, by aborting the trial; gives what it had reported. */
async function cut(name: string, phase: Phase, ready: () => boolean): Promise<void> {
  const abort = new AbortController();
  const stopped = (phase === 'time' ? runTimed : runReal)(specIt(), folder(name), {
    signal: abort.signal,
    onProgress(now) {
      if (now === phase && ready()) abort.abort(new Error('cut'));
    },
  });
  await expect(stopped).rejects.toThrow('cut');
}
const stateFile = (name: string): string =>
  path.join(folder(name), trialId(specIt()), 'train-state.safetensors');
async function resumed(name: string): Promise<{ record: TrialRecord; firstStep: number }> {
  let firstStep = Infinity;
  const record = await runReal(specIt(), folder(name), {
    onProgress: (phase, { done }) => (firstStep = phase === 'train' ? Math.min(firstStep, done) : firstStep),
  });
  return { record, firstStep };
}

describe('a trial that is killed', () => {
  let whole: TrialRecord;
  beforeAll(async () => {
    whole = await runReal(specIt(), folder('whole'));
  });

  test('while it trains goes on from its last validation', async () => {
    expect(whole).toMatchObject({ state: 'done', training: { steps: 120 } });
    await cut('train', 'train', () => existsSync(stateFile('train')));
    expect(existsSync(path.join(path.dirname(stateFile('train')), 'artifact'))).toBe(false);
    const { record, firstStep } = await resumed('train');
    expect(firstStep).toBeGreaterThan(20);
    expect(lasting(record)).toEqual(lasting(whole));
    expect(artifactFiles(specIt(), folder('train'))).toEqual(artifactFiles(specIt(), folder('whole')));
  });

  test('twice while it trains has the highest memory and the time of all its processes', async () => {
    const file = trainFiguresPath(path.dirname(stateFile('twice')));
    const kept = () =>
      JSON.parse(readFileSync(file, 'utf8')) as { seconds: number; memory: { peakRssBytes: number } };
    await cut('twice', 'train', () => existsSync(stateFile('twice')));
    const first = kept();
    await cut('twice', 'train', () => kept().seconds > first.seconds);
    const second = kept();
    const { record } = await resumed('twice');
    expect(lasting(record)).toEqual(lasting(whole));
    if (record.state !== 'done') return;
    expect(second.seconds).toBeGreaterThan(first.seconds);
    expect(record.seconds).toBeGreaterThan(second.seconds);
    expect(second.memory.peakRssBytes).toBeGreaterThanOrEqual(first.memory.peakRssBytes);
    expect(record.phases.train!.peakRssBytes).toBeGreaterThanOrEqual(second.memory.peakRssBytes);
    expect(record.training!.seconds).toBeLessThan(record.seconds);
  });

  test.each(['evaluate', 'time'] as const)('in its phase “%s” does not train again', async (phase) => {
    await cut(phase, phase, () => true);
    expect(existsSync(stateFile(phase))).toBe(true);
    const { record, firstStep } = await resumed(phase);
    expect(firstStep).toBe(Infinity);
    expect(lasting(record)).toEqual(lasting(whole));
    expect(artifactFiles(specIt(), folder(phase))).toEqual(artifactFiles(specIt(), folder('whole')));
  });

  test('and whose state is damaged begins anew, and says so', async () => {
    await cut('damaged', 'train', () => existsSync(stateFile('damaged')));
    writeFileSync(stateFile('damaged'), readFileSync(stateFile('damaged')).subarray(0, 1000));
    const { record, firstStep } = await resumed('damaged');
    expect(firstStep).toBe(1);
    expect(record.state === 'done' && record.notes).toContain(
      `${stateFile('damaged')}: damaged training state. Training began anew.`,
    );
    expect(artifactFiles(specIt(), folder('damaged'))).toEqual(artifactFiles(specIt(), folder('whole')));
  });
});
