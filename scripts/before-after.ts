/**
 * What a change of the code did to training steps, scoring and decoding: another checkout's against this one's, in turn in one process.
 *   node --import tsx scripts/before-after.ts --before CHECKOUT [--model embedded] [--only 'lora;full'] [--batch 8x40] [--rounds 40]
 *     [--threads 1]
 * What acts on a whole process (how subnormal numbers are treated) acts on both sides.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as coreRoom from '@adaptbench/core';
import { type Took, clockOf, intervalText, quantile, ratioOf } from '@adaptbench/results';
import { inTurn } from '@adaptbench/testing';
import { options } from './options.ts';
import type * as processRoom from './paired/process.ts';
import type * as stepRoom from './paired/step.ts';
import type { Variant } from './paired/step.ts';
import { reference, variants } from './paired/variants.ts';

interface Side {
  run(): Promise<Took>;
  /** What the runs gave so far: losses of steps, log-probabilities, tokens. */
  readonly gave: readonly number[];
  dispose(): Promise<void>;
}
interface Work {
  readonly name: string;
  open(code: Checkout): Promise<Side>;
}
/** The code of one checkout, with the model and the engine that it opened. */
interface Checkout {
  readonly core: typeof coreRoom;
  readonly process: typeof processRoom;
  readonly step: typeof stepRoom;
  readonly opened: Awaited<ReturnType<typeof processRoom.open>>;
}

const o = options({
  before: '',
  model: 'embedded',
  only: 'all',
  batch: '8x40',
  rounds: '40',
  warmup: '5',
  threads: '1',
});
const [rows, tokens] = o.batch.split('x').map(Number) as [number, number];

async function checkout(folder: string): Promise<Checkout> {
  const load = (file: string): Promise<unknown> => import(pathToFileURL(path.resolve(folder, file)).href);
  const opening = (await load('scripts/paired/process.ts')) as Checkout['process'];
  return {
    core: (await load('packages/core/src/index.ts')) as Checkout['core'],
    process: opening,
    step: (await load('scripts/paired/step.ts')) as Checkout['step'],
    opened: await opening.open(o.model, o.threads),
  };
}

const training = (variant: Variant): Work => ({
  name: variant.name,
  async open({ step, opened }) {
    const opening = await step.openStep(opened.model, opened.engine, variant, { rows, tokens });
    return { run: () => opening.run(), gave: opening.losses, dispose: () => opening.dispose() };
  },
});

/** The model as it is, asked by made up ids. */
const asking = (
  name: string,
  ask: (
    model: ReturnType<Checkout['core']['patchedModel']>,
    contexts: readonly string[],
  ) => Promise<readonly number[]>,
): Work => ({
  name,
  async open({ core, process, opened }) {
    const model = process.askedByIds(opened.model);
    const patched = core.patchedModel(model, opened.engine, core.noPatch, new Map());
    const r = core.random(0, 'before-after');
    const { vocabulary } = opened.model.architecture.shape;
    const contexts = Array.from({ length: 64 }, () =>
      Array.from({ length: tokens - 4 + r.below(8) }, () => r.below(vocabulary)).join(' '),
    );
    const gave: number[] = [];
    return {
      run: () =>
        process.timed(async () => {
          gave.push(...(await ask(patched, contexts)));
        }),
      gave,
      dispose: () => patched.dispose(),
    };
  },
});

const labels = [' 5', ' 17', ' 211', ' 5 9', ' 17 3 8'];
const works: readonly Work[] = [
  ...[reference, ...variants].map(training),
  asking('score, 64 texts', async (model, contexts) => {
    const all = await model.score(contexts.map((context) => ({ context, continuations: labels })));
    return all.flatMap(({ logProbs }) => logProbs);
  }),
  asking('decode, 8 texts', async (model, contexts) => {
    const request = { maxNewTokens: 16, stop: [], ignoreEnd: true };
    const all = await model.generate(contexts.slice(0, 8).map((context) => ({ context, ...request })));
    return all.flatMap((one) => one.tokens);
  }),
  asking('decode, 1 text', async (model, contexts) => {
    const [one] = await model.generate([
      { context: contexts[0]!, maxNewTokens: 16, stop: [], ignoreEnd: true },
    ]);
    return one!.tokens;
  }),
];

const codes = {
  before: await checkout(o.before),
  after: await checkout(path.join(import.meta.dirname, '..')),
};
const only = o.only.split(';');
const { ms } = clockOf(Number(o.threads));
console.log(
  'work: before p50 (ms), after p50 (ms), after / before with a 95 % interval, greatest difference',
);
for (const work of works.filter(({ name }) => o.only === 'all' || only.includes(name))) {
  const before = await work.open(codes.before);
  const after = await work.open(codes.after);
  const took = await inTurn(
    { before: () => before.run(), after: () => after.run() },
    Number(o.rounds),
    Number(o.warmup),
  );
  const [old, now] = [took.before.map(ms), took.after.map(ms)];
  const difference = Math.max(...before.gave.map((x, i) => Math.abs(x - after.gave[i]!)));
  const ratio = ratioOf(now, old);
  console.log(
    `${work.name}: ${quantile(old, 0.5).toFixed(2)}, ${quantile(now, 0.5).toFixed(2)}, ${ratio.ratio.toFixed(3)} (${intervalText(ratio)}), ${difference.toExponential(1)}`,
  );
  await before.dispose();
  await after.dispose();
}
