import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { compiledWork } from './__fixtures__/compiled-work.ts';
import { memoryGroup } from './__fixtures__/memory-group.ts';
import { specs } from '@adaptbench/results/testing';
import { startProcess } from './phase.ts';
import { failedToTime, runTrial, timeTrial } from './run-trial.ts';
import { splitOutcome } from './split-outcome.ts';
import { type DoneTrial, type JsonObject, type TrialRecord, trialId } from '@adaptbench/results';

let folder = '';
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'adaptbench-trial-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const work = await compiledWork('work.ts');
const specOf = (method: 'icl' | 'lora', task: JsonObject = {}) =>
  specs({ task: { name: 'toy', ...task }, methods: [method], sweep: false })[0]!;
type More = Partial<Parameters<typeof runTrial>[1]>;
const options = (more: More = {}) => ({
  folder,
  work,
  timeout: null,
  signal: new AbortController().signal,
  onProgress: () => {},
  ...more,
});
const run = (spec: ReturnType<typeof specOf>, more: More = {}) => runTrial(spec, options(more));
function done(record: TrialRecord): DoneTrial {
  if (record.state !== 'done') throw new Error(JSON.stringify(record));
  return record;
}
async function timed(spec: ReturnType<typeof specOf>) {
  const record = done(await run(spec));
  return { before: record, after: await timeTrial(record, options()) };
}

const group = process.platform === 'linux' ? memoryGroup(200 * 2 ** 20) : null;
afterAll(() => group?.dispose());

describe('a trial', () => {
  test('that trains runs two processes, each with its own memory, and leaves its items and artefact', async () => {
    const spec = specOf('lora');
    const seen: string[] = [];
    const record = await run(spec, {
      onProgress: (phase, p) => seen.push(`${phase} ${p.done}/${p.total} ${p.text}`),
    });
    expect(record).toMatchObject({
      state: 'done',
      id: trialId(spec),
      accuracy: { validation: { n: 40, unparseable: 2, lenient: null }, test: { n: 60, unparseable: 3 } },
      training: { steps: 4 },
      sizes: { trainableParameters: 8000, artifactBytes: 32_000 },
    });
    if (record.state !== 'done') return;
    const {
      phases: { train, evaluate },
      accuracy,
    } = record;
    expect(train!.peakRssBytes).toBeGreaterThan(20e6);
    expect(evaluate!.peakRssBytes!).toBeGreaterThanOrEqual(evaluate!.idleRssBytes!);
    expect(accuracy.test.outcomes).toMatch(/^[01]{60}$/);
    expect(seen).toEqual([
      'train 0/2 loading',
      'train 2/2 done',
      'evaluate 0/2 loading',
      'evaluate 2/2 done',
    ]);
    expect(existsSync(path.join(folder, record.id, 'artifact.bin'))).toBe(true);
    const items = readFileSync(path.join(folder, record.id, 'items.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(items).toHaveLength(100);
    expect(JSON.parse(items[40] ?? '')).toMatchObject({ split: 'test', id: 'test:0' });
  });
  test('whose training answers as well has one, and the memory of answering from the process that times it', async () => {
    const record = done(await run(specOf('lora'), { oneProcess: true }));
    const { train, evaluate } = record.phases;
    expect(train!.peakRssBytes).toBeGreaterThan(20e6);
    expect(evaluate).toMatchObject({ idleRssBytes: null, peakRssBytes: null, explained: { patch: 32_000 } });
    expect(record.accuracy).toEqual(done(await run(specOf('lora'))).accuracy);
    const { phases, timing } = await timeTrial(record, options());
    expect(timing).not.toBeNull();
    expect(phases.train).toEqual(train);
    expect(phases.evaluate!.explained).toEqual(evaluate!.explained);
    expect(phases.evaluate!.peakRssBytes!).toBeGreaterThanOrEqual(phases.evaluate!.idleRssBytes!);
    expect(phases.evaluate!.idleRssBytes).toBeGreaterThan(20e6);
  });
  test('whose answers fail beside the training asks a process of their own, which tells why', async () => {
    const spec = specOf('lora', { accident: 'throw', when: 'lora:evaluate' });
    const seen: string[] = [];
    const record = await run(spec, {
      oneProcess: true,
      onProgress: (phase, { text }) => seen.push(`${phase} ${text}`),
    });
    expect(record).toMatchObject({ state: 'failed', error: { name: 'TypeError', phase: 'evaluate' } });
    expect(seen.filter((line) => line === 'evaluate loading')).toHaveLength(2);
  });
  test('is timed in a process that was started ahead, which ends where the run does', async () => {
    const record = done(await run(specOf('icl')));
    const { timing } = await timeTrial(record, options({ started: startProcess(work) }));
    expect(timing).not.toBeNull();
    const started = startProcess(work);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(timeTrial(record, options({ started, signal }))).rejects.toThrow('enough');
    expect(await started.ended).toMatchObject({ signal: 'SIGKILL' });
  });
  test('is timed where its folder has gone with all that it had left', async () => {
    const record = done(await run(specOf('icl')));
    rmSync(path.join(folder, record.id), { recursive: true });
    expect((await timeTrial(record, options())).timing).not.toBeNull();
  });
  test('that trains nothing runs one', async () => {
    const record = await run(specOf('icl', { accident: 'throw', when: 'icl:train' }));
    expect(record).toMatchObject({
      state: 'done',
      training: null,
      phases: { train: null },
      timing: null,
    });
  });
  test('that is timed runs one more, beside what every trial knows of its requests', async () => {
    const { before, after } = await timed(specOf('lora'));
    const requests = { promptTokens: 80, itemsPerSecond: 60 };
    expect(before).toMatchObject({ timing: null, requests });
    expect(after).toMatchObject({ timing: { throughput: { batch: 32 } }, requests });
    expect(after.seconds).toBeGreaterThan(before.seconds);
  });
  test('that cannot be timed is done all the same, and says so', async () => {
    const accident = { accident: 'throw', when: 'lora:time' };
    const { before, after } = await timed(specOf('lora', accident));
    const notes = ['not timed: TypeError: the fixture was asked to fail'];
    expect(after).toMatchObject({ state: 'done', timing: null, notes });
    expect([before, after].map(failedToTime)).toEqual([false, true]);
    expect((await timeTrial(after, options())).notes).toEqual(notes);
  });
  test('with an impossible configuration is skipped', async () => {
    const record = await run(specOf('lora', { accident: 'config' }));
    expect(record).toMatchObject({ state: 'skipped', reason: 'lora: rank is 9: expected 1..8' });
  });
  test('that throws has failed, with the error and the phase', async () => {
    const record = await run(specOf('lora', { accident: 'throw', when: 'lora:evaluate' }));
    expect(record).toMatchObject({
      state: 'failed',
      error: { name: 'TypeError', message: 'the fixture was asked to fail', phase: 'evaluate', signal: null },
    });
  });
  test('whose process exits has failed, with its last words', async () => {
    const record = await run(specOf('lora', { accident: 'exit' }));
    expect(record).toMatchObject({
      state: 'failed',
      error: {
        name: 'ProcessDied',
        message: 'the process ended with exit code 7 before it answered',
        stack: 'last words',
        phase: 'train',
        exitCode: 7,
      },
    });
  });
  test('whose process is killed has failed, and says what that usually means', async () => {
    const record = await run(specOf('icl', { accident: 'kill' }));
    expect(record).toMatchObject({
      state: 'failed',
      error: { name: 'ProcessDied', signal: 'SIGKILL', phase: 'evaluate' },
    });
    expect(record.state === 'failed' && record.error.message).toContain('for want of memory');
  });
  test('whose heap is full has failed for want of memory', async () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=50');
    const record = await run(specOf('lora', { accident: 'heap' }));
    vi.unstubAllEnvs();
    expect(record).toMatchObject({
      state: 'failed',
      error: { name: 'OutOfMemory', phase: 'train', signal: 'SIGABRT' },
    });
    expect(record.state === 'failed' && record.error.message).toContain('the limit of its JavaScript heap');
  });
  test.skipIf(group === null)(
    'that the kernel kills for want of memory has failed and says so (needs the right to make a control group)',
    async () => {
      const record = await run(specOf('lora', { accident: 'memory', group: group!.dir }));
      expect(record).toMatchObject({
        state: 'failed',
        error: { name: 'OutOfMemory', phase: 'train', signal: 'SIGKILL' },
      });
      expect(record.state === 'failed' && record.error.message).toMatch(
        /^the kernel killed the process for want of memory; it was last seen with \d/,
      );
    },
  );
  test('on a full disk is no failed trial: there is nothing to record, and the next would meet the same', async () => {
    await expect(run(specOf('lora', { accident: 'disk' }))).rejects.toMatchObject({ code: 'ENOSPC' });
  });
  test('that hangs, even in native code, is killed when its time is over', async () => {
    const record = await run(specOf('icl', { accident: 'stuck' }), { timeout: 1.5 });
    expect(record).toMatchObject({
      state: 'failed',
      error: { name: 'TimedOut', message: 'no answer in 1.5 s' },
    });
  });
  // Node.js' own timer fires at once beyond 2³¹ ms: "no answer in 3000000 s" after a millisecond.
  test('may take a month', async () => {
    expect(await run(specOf('icl'), { timeout: 3_000_000 })).toMatchObject({ state: 'done' });
  });
  test('whose work cannot be loaded has failed', async () => {
    const record = await run(specOf('icl'), {
      work: new URL('__fixtures__/absent.ts', import.meta.url).href,
    });
    expect(record).toMatchObject({ state: 'failed', error: { phase: 'evaluate' } });
  });
  test('that is aborted gives no record and leaves no process', async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error('enough'));
    await expect(
      run(specOf('icl', { accident: 'hang' }), { signal: abort.signal, onProgress }),
    ).rejects.toThrow('enough');
  });
});

test('a split’s outcome counts strictly, and leniently where there are two readings', () => {
  const strict = { id: 'a', prediction: '4', correct: true };
  expect(splitOutcome([strict, { id: 'b', prediction: null, correct: false }])).toMatchObject({
    n: 2,
    correct: 1,
    outcomes: '10',
    unparseable: 1,
    lenient: null,
  });
  const lenient = { prediction: '4', correct: true };
  expect(splitOutcome([{ id: 'a', prediction: null, correct: false, lenient }])).toMatchObject({
    correct: 0,
    lenient: 1,
  });
  const measured = [2, 4, 6].map((steps) => ({ ...strict, measures: { steps } }));
  expect(splitOutcome([strict, ...measured])).toMatchObject({
    measures: { steps: 4 },
    measured: { steps: { n: 3, sd: 2 } },
  });
  const ways = (...right: boolean[]) => ({
    ...strict,
    ways: right.map((correct, i) => ({ name: `way ${i}`, tags: [], prediction: '4', correct })),
  });
  expect(splitOutcome([ways(true, false), ways(true, true)]).ways).toEqual([
    { name: 'way 0', tags: [], outcomes: '11' },
    { name: 'way 1', tags: [], outcomes: '01' },
  ]);
  expect(splitOutcome([strict]).itemsDigest).not.toBe(splitOutcome([{ ...strict, id: 'c' }]).itemsDigest);
});
