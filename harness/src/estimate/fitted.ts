/** What the trial of a fitted method will take: it is fitted here to some of its items, and asked some. */
import type { TrialSpec } from '@adaptbench/results';
import { prepareFit } from '../trial/fitted.ts';
import { HEAP, type Estimate } from './contract.ts';
import type { Started } from './rates.ts';

/** Items that are fitted to, and items that are asked; what more of them take is in proportion. */
const SAMPLE = 256;
/** Passes over the timed items, about. */
const PASSES = 4;

/** Throws what `prepareFit` and the method throw. */
export async function estimateFitted(spec: TrialSpec, { start, idleBytes }: Started): Promise<Estimate> {
  const began = performance.now();
  const prepared = await prepareFit(spec);
  const preparing = since(began);
  const { method, config, context, training, splits } = prepared;
  const { validation, test } = splits;
  const rssBefore = process.memoryUsage.rss();
  const fitting = performance.now();
  const { files } = await method.fit(
    config,
    { train: training.slice(0, SAMPLE), validation: validation.slice(0, SAMPLE) },
    context,
  );
  const fitted = since(fitting) * more(training.length + validation.length, 2 * SAMPLE);
  const asking = performance.now();
  const asked = [...validation, ...test].slice(0, SAMPLE);
  await method.open(config, files, context).answer(asked);
  const answered = since(asking);
  const grown = Math.max(0, process.memoryUsage.rss() - rssBefore);
  await prepared.dispose();
  const begin = start + preparing;
  return {
    secondProcess: begin,
    start: begin,
    seconds: 2 * begin + fitted + answered * more(validation.length + test.length, asked.length),
    timingSeconds: begin + PASSES * answered,
    bytes: idleBytes + HEAP + grown,
  };
}

const since = (began: number): number => (performance.now() - began) / 1000;

/** How many times a sample the whole is; 1 at least. */
const more = (whole: number, sample: number): number => Math.max(1, whole / Math.max(1, sample));
