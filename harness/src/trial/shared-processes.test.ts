import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type DoneTrial, type JsonObject, type TrialSpec, trialId } from '@adaptbench/results';
import { specs } from '@adaptbench/results/testing';
import { compiledWork } from './__fixtures__/compiled-work.ts';
import { lasting } from './__fixtures__/lasting.ts';
import { runReal, scratch, specOf as realSpec } from './__fixtures__/real.ts';
import { runTrial } from './run-trial.ts';
import { type SharedProcesses, sharedProcesses } from './shared-processes.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'adaptbench-shared-'));
afterAll(() => rmSync(folder, { recursive: true }));

const work = await compiledWork('work.ts');
const plan = (task: JsonObject = {}): [TrialSpec, TrialSpec] =>
  specs({ task: { name: 'toy', ...task }, methods: ['icl', 'lora'], sweep: false }) as [TrialSpec, TrialSpec];
const run = (spec: TrialSpec, shared: SharedProcesses, signal = new AbortController().signal) =>
  runTrial(spec, { folder, work, timeout: null, signal, onProgress: () => {}, oneProcess: true, shared });

/** A pool, and the processes that it has handed out. */
function counted(mostBytes?: number) {
  const pool = sharedProcesses(work, mostBytes);
  const pids: (number | undefined)[] = [];
  const shared: SharedProcesses = {
    ...pool,
    take() {
      const one = pool.take();
      pids.push(one.child.pid);
      return one;
    },
  };
  return { shared, pids };
}

describe.skipIf(process.platform !== 'linux')('a process that trials share (needs /proc)', () => {
  test('does one after the other, whose memory is not told, and ends with the run', async () => {
    const { shared, pids } = counted();
    const [icl, lora] = plan();
    const records = [await run(icl, shared), await run(lora, shared), await run(icl, shared)];
    expect(new Set(pids).size).toBe(1);
    const unmeasured = { idleRssBytes: null, peakRssBytes: null, sampledPeakBytes: null };
    expect(records).toMatchObject([
      { state: 'done', phases: { train: null, evaluate: unmeasured } },
      {
        state: 'done',
        training: { steps: 4 },
        phases: { train: { ...unmeasured, explained: { weights: 4e8 } }, evaluate: unmeasured },
        notes: [],
      },
      { state: 'done' },
    ]);
    await shared.end();
    expect(() => process.kill(pids[0]!, 0)).toThrow('ESRCH');
  });
  test('goes where a trial fails, dies or is aborted, and the next has another', async () => {
    const { shared, pids } = counted();
    for (const accident of ['throw', 'exit', 'config'])
      expect((await run(plan({ accident, when: 'icl' })[0], shared)).state).not.toBe('done');
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('enough')), 1500);
    await expect(run(plan({ accident: 'hang' })[0], shared, abort.signal)).rejects.toThrow('enough');
    expect((await run(plan()[0], shared)).state).toBe('done');
    expect(new Set(pids).size).toBe(5);
    await shared.end();
  });
  test('goes where it holds too much', async () => {
    const { shared, pids } = counted(1);
    for (const spec of plan()) expect((await run(spec, shared)).state).toBe('done');
    expect(new Set(pids).size).toBe(2);
  });
  test('answers as one of a trial’s own does', async () => {
    const real = scratch();
    const shared = sharedProcesses(await compiledWork('../work.ts'));
    try {
      const task = { name: 'mapping', train: 16, validation: 4, test: 8 };
      const training = { maxSteps: 3, validations: 1 };
      const asked = [
        { method: 'icl', task, config: { shots: 1 } },
        { method: 'lora', task, training },
        { method: 'lora', task, training, config: { rank: 2 } },
      ];
      const found: unknown[] = [];
      for (const [i, one] of asked.entries()) {
        const spec = { ...realSpec(one), model: { reference: 'embedded' } };
        const [own, beside] = ['own', 'beside'].map((name) => path.join(real.dir, `${name}${i}`));
        const alone = await runReal(spec, own!, { oneProcess: true });
        const together = await runReal(spec, beside!, { oneProcess: true, shared });
        found.push([lasting(together), lasting(alone)]);
        expect([trialId(spec), (together as DoneTrial).state]).toEqual([together.id, 'done']);
      }
      for (const [together, alone] of found as [unknown, unknown][]) expect(together).toEqual(alone);
    } finally {
      await shared.end();
      real.dispose();
    }
  }, 120_000);
});
