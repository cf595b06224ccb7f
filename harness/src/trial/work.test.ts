/** The work of trials, for real: a tiny checkpoint, data files, onnxruntime, processes of their own. */
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rateByWidth } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { ownScratch } from './__fixtures__/own-scratch.ts';
import { TINY, artifactFiles, copyWithout, runReal, specOf, withContext } from './__fixtures__/real.ts';
import type { DoneTrial, FailedTrial, TrialRecord } from '@adaptbench/results';

const s = ownScratch();

const reviews = (more = {}) => ({ name: s.reviews, train: 16, validation: 6, test: 10, ...more });
const folder = (name: string): string => path.join(s.dir, name);
/** Of what does not ask for the memory of answering: a start fewer. */
const inOne = { oneProcess: true };
function done(record: TrialRecord): DoneTrial {
  expect(record).toMatchObject({ state: 'done' });
  if (record.state !== 'done') throw new Error(JSON.stringify(record));
  return record;
}
/** Paths of all numbers that are not finite. */
const notFinite = (value: unknown, at = ''): string[] =>
  typeof value === 'number'
    ? Number.isFinite(value)
      ? []
      : [at]
    : Object.entries(value ?? {}).flatMap(([key, inner]) =>
        typeof inner === 'string' ? [] : notFinite(inner, `${at}.${key}`),
      );
interface ItemLine {
  readonly split: string;
  readonly id: string;
  readonly prediction: string | null;
  readonly output?: string;
  readonly lenient?: unknown;
}
const items = (record: TrialRecord, dir: string): ItemLine[] =>
  readFileSync(path.join(dir, record.id, 'items.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ItemLine);

const hash = /^[0-9a-f]{64}$/;

describe('a training with nothing set', () => {
  test('takes the method’s own rate for the model’s width, times the factor, and says which it was', async () => {
    const training = { rateFactor: 0.5, maxSteps: 2, validations: 0 };
    const spec = specOf({ method: 'lora', task: reviews(), config: { rank: 1 }, training });
    const record = done(await runReal(spec, folder('own-rate'), inOne));
    const { hidden_size: width } = JSON.parse(readFileSync(path.join(TINY, 'config.json'), 'utf8')) as {
      readonly hidden_size: number;
    };
    expect(record.training!.learningRate).toBeCloseTo(0.5 * rateByWidth(2e-3, width), 10);
    expect(record.training!.steps).toBe(2);
  });
});

describe('in-context learning', () => {
  test('answers, and is measured in plausible units', async () => {
    const seen: string[] = [];
    const spec = specOf({ method: 'icl', task: reviews(), config: { shots: 2 } });
    const record = done(
      await runReal(spec, folder('icl'), {
        onProgress: (phase, p) => seen.push(`${phase} ${p.done <= p.total} ${p.text}`),
      }),
    );
    expect(notFinite(record)).toEqual([]);
    expect(record.accuracy.validation.n).toBe(6);
    expect(record.accuracy.test).toMatchObject({ n: 10, unparseable: 0, lenient: null });
    expect(record.training).toBeNull();
    const { sizes, provenance } = record;
    const { train, evaluate } = record.phases;
    const requests = record.requests!;
    expect(sizes).toMatchObject({ trainableParameters: 0, artifactBytes: 0 });
    expect(train).toBeNull();
    expect(evaluate!.idleRssBytes).toBeGreaterThan(20e6);
    expect(evaluate!.peakRssBytes!).toBeGreaterThan(evaluate!.idleRssBytes!);
    // Two layers of two key/value heads, each 8 wide, keys and values, four bytes: 256 a token.
    expect(sizes.kvBytesPerRequest).toBeGreaterThan(40 * 256);
    expect(sizes.kvBytesPerRequest).toBeLessThan(128 * 256);
    expect(record.timing).toBeNull(); // a process of its own times requests, where that was asked for
    expect(requests.generatedTokens).toBe(0);
    expect(requests.promptTokens).toBeGreaterThan(40);
    expect(requests.itemsPerSecond).toBeGreaterThan(1);
    expect(provenance.model).toMatch(hash);
    expect(provenance.data).toMatch(hash);
    expect(provenance.labels).toMatchObject({ task: 'classification v3', template: 'which-label' });
    expect(provenance.labels).toMatchObject({
      engine: expect.stringMatching(/^onnxruntime-node \d[\d.]*$/) as unknown,
      threads: '1',
    });
    expect(seen.filter((text) => !text.startsWith('evaluate true'))).toEqual([]);
    expect(items(record, folder('icl')).filter((i) => i.split === 'test')).toHaveLength(10);
  });

  test('goes through the model’s chat template, and is skipped where there is none', async () => {
    const spec = specOf({ method: 'icl', task: reviews(), config: { shots: 0 }, chat: true });
    const framed = done(await runReal(spec, folder('chat')));
    const plain = done(await runReal({ ...spec, chat: false }, folder('chat')));
    expect(framed.requests!.promptTokens).toBeGreaterThan(plain.requests!.promptTokens + 5);
    const reference = copyWithout(['chat_template.jinja'], folder('no-template'));
    expect(await runReal({ ...spec, model: { reference } }, folder('chat'))).toMatchObject({
      state: 'skipped',
      reason: `--chat: ${reference} has no chat template. Leave the flag out or choose an instruction-tuned model.`,
    });
  });

  test('leaves out of the clock what does not fit the context, and counts it as wrong', async () => {
    const file = path.join(s.dir, 'long.csv');
    const lines = readFileSync(s.reviews, 'utf8').split('\n');
    const long = lines.map((line, i) => (i % 2 === 1 ? line.replace('fine', 'f'.repeat(200)) : line));
    writeFileSync(file, long.join('\n'));
    const spec = specOf({
      method: 'icl',
      task: reviews({ name: file, validation: 0 }),
      config: { shots: 0 },
    });
    const record = done(await runReal(spec, folder('long')));
    const unparseable = record.accuracy.test.unparseable!;
    expect(unparseable).toBeGreaterThan(0);
    expect(record.requests!.promptTokens).toBeGreaterThan(15);
    expect(record.notes.join()).toContain(`${unparseable} items not asked, counted as wrong`);
  });
});

test('items of other tasks have their own hash beside the task’s', async () => {
  const other = path.join(s.dir, 'other.csv');
  const run = async (text: string) => {
    writeFileSync(other, text);
    const config = { otherTasks: [other] };
    const spec = specOf({ method: 'instruction', task: reviews({ validation: 0, test: 2 }), config });
    return done(await runReal(spec, folder('other'))).provenance;
  };
  const csv = readFileSync(s.reviews, 'utf8');
  const [before, after] = [await run(csv), await run(csv.replace('film', 'show'))];
  expect(before.otherData![other]).toMatch(hash);
  expect(after.otherData![other]).not.toBe(before.otherData![other]);
  expect(after.data).toBe(before.data);
});

describe('LoRA', () => {
  const training = { epochs: 4, batchSize: 4, learningRate: 0.02, validations: 2 };
  const lora = (more = {}) =>
    specOf({ method: 'lora', task: reviews(), config: { rank: 2 }, training, ...more });

  test('trains, leaves a PEFT folder, and gives the same again', async () => {
    const spec = lora();
    const record = done(await runReal(spec, folder('lora')));
    expect(notFinite(record)).toEqual([]);
    const { training: t, sizes, phases } = record;
    expect(t).toMatchObject({ steps: 16, epochs: 4, items: 16 });
    expect(t!.tokens).toBeGreaterThan(16 * 4 * 15);
    expect(t!.tokensPerSecond).toBeCloseTo(t!.tokens / t!.seconds, 3);
    expect(t!.lossCurve).toHaveLength(16);
    expect(t!.finalLoss!).toBeLessThan(t!.lossCurve[0]!.loss);
    expect(t!.validationCurve.map((p) => p.step)).toEqual([8, 16]);
    for (const { accuracy } of t!.validationCurve) expect((accuracy * 6) % 1).toBeCloseTo(0, 6);
    const best = t!.validationCurve.find((p) => p.step === t!.bestStep);
    expect(best!.accuracy).toBe(record.accuracy.validation.correct / 6);
    // q [32, 32] and v [16, 32] of two layers, rank 2.
    expect(sizes.trainableParameters).toBe(2 * 2 * (32 + 32 + 32 + 16));
    expect(phases.train!.peakRssBytes!).toBeGreaterThan(phases.evaluate!.idleRssBytes!);
    expect(phases.train!.explained!.trainable).toBe(sizes.trainableParameters * 4);
    expect(phases.train!.explained!.optimizer).toBe(sizes.trainableParameters * 8);
    expect(t!.flopsPerToken).toBeGreaterThan(1e4);

    const files = artifactFiles(spec, folder('lora'));
    expect(Object.keys(files).toSorted()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    expect(sizes.artifactBytes).toBe(Object.values(files).reduce((n, f) => n + f.length, 0));
    expect(JSON.parse(files['adapter_config.json']!.toString())).toMatchObject({
      peft_type: 'LORA',
      r: 2,
      base_model_name_or_path: TINY,
    });

    const again = done(await runReal(spec, folder('lora-again'), inOne));
    expect(artifactFiles(spec, folder('lora-again'))).toEqual(files);
    expect(again.accuracy).toEqual(record.accuracy);
    expect(again.training!.lossCurve).toEqual(t!.lossCurve);
    expect(again.phases.train!.explained).toEqual(phases.train!.explained);
  });

  test('is asked the same whatever the seed, and trains on the seed’s own draw', async () => {
    const run = async (seed: number) => {
      const spec = lora({ seed, training: { ...training, maxSteps: 1, validations: 0 } });
      return { record: done(await runReal(spec, folder('seeds'), inOne)), spec };
    };
    const [a, b] = [await run(0), await run(1)];
    expect(a.record.training).toMatchObject({ steps: 1, epochs: 0.25, bestStep: 1 });
    for (const split of ['validation', 'test'] as const)
      expect(a.record.accuracy[split].itemsDigest).toBe(b.record.accuracy[split].itemsDigest);
    expect(a.record.provenance.data).not.toBeNull();
    expect(a.record.training!.lossCurve).not.toEqual(b.record.training!.lossCurve);
    expect(artifactFiles(a.spec, folder('seeds'))).not.toEqual(artifactFiles(b.spec, folder('seeds')));
  });

  test('whose loss is no number has failed, with what to do', async () => {
    const reference = copyWithout([], folder('huge'));
    const file = path.join(reference, 'model.safetensors');
    const bytes = readFileSync(file);
    // Numbers, whose products are none in float32.
    for (let back = 4; back <= 64; back += 4) bytes.writeFloatLE(3e38, bytes.length - back);
    writeFileSync(file, bytes);
    const steep = lora({ model: { reference } });
    expect(await runReal(steep, folder('diverged'))).toMatchObject({
      state: 'failed',
      error: {
        phase: 'train',
        message: expect.stringMatching(
          /^training diverged at step \d+ of 16 \(loss NaN\), .*Lower training\.learningRate, now 0\.02\.$/,
        ) as string,
      },
    });
  });

  test('of a model whose weights are no numbers has failed before it trained', async () => {
    const reference = copyWithout([], folder('nan'));
    const file = path.join(reference, 'model.safetensors');
    const bytes = readFileSync(file);
    bytes.writeFloatLE(NaN, bytes.length - 4);
    writeFileSync(file, bytes);
    const record = await runReal(lora({ model: { reference } }), folder('no-numbers'));
    expect(JSON.stringify(record)).toMatch(/not a number|NaN/);
    expect(record.state).not.toBe('done');
  });

  test('whose texts cannot hold an answer, or that has none, is skipped with the reason', async () => {
    const long = specOf({
      method: 'prompt-tuning',
      task: reviews(),
      config: { length: 20 },
      training: { ...training, maxTokens: 16 },
    });
    expect(await runReal(long, folder('none'))).toMatchObject({
      state: 'skipped',
      reason:
        'training.maxTokens: 16 tokens leave no room for an answer in 16 of 16 training texts. Raise it, or use fewer virtual tokens.',
    });
    expect(await runReal(lora({ task: reviews({ train: 0 }) }), folder('none'))).toMatchObject({
      state: 'skipped',
      reason: 'task: the train split is empty: raise --train.',
    });
  });

  test('of a checkpoint that is cut has failed, in one line', async () => {
    const reference = copyWithout([], folder('cut'));
    const file = path.join(reference, 'model.safetensors');
    truncateSync(file, readFileSync(file).length - 100);
    const record = await runReal(lora({ model: { reference } }), folder('failed'));
    expect(record).toMatchObject({ state: 'failed', error: { name: 'LoadError', phase: 'train' } });
    const { message } = (record as FailedTrial).error;
    expect(message).toMatch(/^\S+model\.safetensors: .*the file is truncated/);
    expect(message).not.toContain('\n');
  });
});

test('a screening trains for its share of the steps, is judged on its validation items, and sees no test item', async () => {
  const spec = specOf({ method: 'lora', task: reviews(), training: { epochs: 2, batchSize: 4 } });
  const whole = done(await runReal(spec, folder('whole'), inOne));
  const screen = { steps: 0.3, items: 2 };
  const screened = done(await runReal({ ...spec, screen }, folder('screened'), inOne));
  expect(screened.id).not.toBe(whole.id);
  // 16 items in batches of 4, twice: 8 steps.
  expect([whole.training?.steps, screened.training?.steps]).toEqual([8, 2]);
  expect(screened.training?.bestStep).toBe(2);
  expect(screened.accuracy.validation).toMatchObject({ n: 2 });
  expect(screened.accuracy.test).toMatchObject({ n: 0, outcomes: '' });
  expect(whole.accuracy.test.n).toBe(10);
});

test('a look pauses the whole trial’s own training, which goes on from there and ends the same', async () => {
  const spec = specOf({
    method: 'lora',
    task: { ...reviews(), metric: 'macro-f1' },
    training: { epochs: 2, batchSize: 4, validations: 4 },
  });
  const straight = done(await runReal(spec, folder('straight'), inOne));
  const look = (steps: number) => ({ ...spec, screen: { steps, items: 4, paused: true as const } });
  const [first, second] = [
    done(await runReal(look(0.3), folder('paused'))),
    done(await runReal(look(0.8), folder('paused'))),
  ];
  // 16 items in batches of 4, twice: 8 steps.
  expect([first, second].map(({ training }) => training?.steps)).toEqual([2, 6]);
  expect(second.accuracy.test.n).toBe(0);
  expect(second.accuracy.validation).toMatchObject({ n: 4, look: { commonest: 2 } });
  expect(second.accuracy.validation.look!.scored).toMatchObject({ commonest: expect.closeTo(1 / 3, 12) });
  expect(existsSync(path.join(folder('paused'), second.id, 'artifact'))).toBe(false);
  const whole = done(await runReal(spec, folder('paused')));
  expect(whole.training!.lossCurve).toEqual(straight.training!.lossCurve);
  expect(whole.training!.lossCurve.slice(0, 6)).toEqual(second.training!.lossCurve);
  expect(whole.training!.validationCurve).toEqual(straight.training!.validationCurve);
  expect(whole.accuracy).toEqual(straight.accuracy);
  expect(whole.notes).toEqual(straight.notes);
  expect(artifactFiles(spec, folder('paused'))).toEqual(artifactFiles(spec, folder('straight')));
});

describe('a task with free answers', () => {
  test('is trained to end, generated, read twice and measured', async () => {
    const spec = specOf({
      method: 'lora',
      model: { reference: withContext(512, folder('long-context')) },
      task: { name: s.sums, kind: 'generation', extract: 'number', train: 8, validation: 2, test: 3 },
      config: { rank: 8, targetModules: 'all-linear' },
      training: { epochs: 20, batchSize: 4, learningRate: 0.02, validations: 1 },
    });
    const record = done(await runReal(spec, folder('sums'), inOne));
    expect(notFinite(record)).toEqual([]);
    expect(record.accuracy.test.n).toBe(3);
    expect(record.accuracy.test.lenient).toBeGreaterThanOrEqual(record.accuracy.test.correct);
    const answers = items(record, folder('sums'));
    expect(answers).toHaveLength(5);
    for (const { output, lenient } of answers) {
      expect(typeof output).toBe('string');
      expect(lenient).toBeDefined();
    }
    const { promptTokens, generatedTokens } = record.requests!;
    expect(generatedTokens).toBeGreaterThan(0);
    expect(generatedTokens).toBeLessThan(20); // it has learned to end
    expect(record.sizes.kvBytesPerRequest).toBeGreaterThan((promptTokens + generatedTokens) * 200);
  });
});
