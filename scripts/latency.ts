/**
 * What a method costs a request: the model as it is against the model with LoRA beside its weights, with LoRA merged, with adapters, with
 * a prefix; each pair in one process and in turn.
 *   node --import tsx scripts/latency.ts --model MODEL.gguf [--rounds 15] [--threads 1] [--only 'LoRA, merged;prefix, 16']
 *     [--prompts 32,128] [--decoded 32] [--out results/latency]
 */
import {
  type LoadedModel,
  type Patch,
  type PatchedModel,
  type Tensors,
  initialState,
  mergedModel,
  noPatch,
  patchedModel,
  random,
  applyMethod,
} from '@adaptbench/core';
import type { Engine } from '@adaptbench/graph';
import { markdownTable } from '@adaptbench/report';
import {
  type LatencyPair,
  type LatencyResults,
  type SideRatio,
  type Took,
  clockOf,
  intervalText,
  makeTable,
  quantile,
  ratiosOf,
} from '@adaptbench/results';
import { inTurn } from '@adaptbench/testing';
import { askingMethod } from './asking-method.ts';
import { askedByIds, loadText, machineText, open, timed } from './paired/process.ts';
import { type Sitting, sit } from './paired/sitting.ts';

interface Side {
  readonly name: string;
  readonly method: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Folded into the weights. */
  readonly merged?: true;
}

const lora = { rank: 8, targetModules: 'all-linear' };
const sides: readonly Side[] = [
  { name: 'LoRA, beside', method: 'lora', config: { rank: 8 } },
  { name: 'LoRA, merged', method: 'lora', config: { rank: 8 }, merged: true },
  { name: 'LoRA all-linear, beside', method: 'lora', config: lora },
  { name: 'LoRA all-linear, merged', method: 'lora', config: lora, merged: true },
  ...['houlsby', 'pfeiffer', 'parallel'].map((placement) => ({
    name: `adapter, ${placement}`,
    method: 'adapter',
    config: { placement },
  })),
  ...[16, 64].map((length) => ({
    name: `prefix, ${length}`,
    method: 'prefix',
    config: { length, projection: false },
  })),
];
/** The model alone: what all others are held against; held against itself it tells what the measurement cannot. */
const BASE = 'base';
const names: readonly string[] = [BASE, ...sides.map(({ name }) => name)];

/** As after some training: what starts at 0 no longer is. */
const moved = (model: LoadedModel, patch: Patch): Tensors =>
  new Map(
    [...initialState(model, patch, 0)].map(([name, { shape, data }]) => {
      const r = random(1, name);
      return [name, { shape, data: data.map((x) => x + 0.01 * r.normal()) }];
    }),
  );

function openSide(model: LoadedModel, engine: Engine, name: string): PatchedModel {
  if (name === BASE) return patchedModel(model, engine, noPatch, new Map());
  const side = sides.find((one) => one.name === name);
  if (!side) throw new Error(`--side ${name}: expected one of ${names.join('; ')}`);
  const method = askingMethod(side.method);
  const { patch } = applyMethod(method, method.config.parse(side.config), model);
  const state = moved(model, patch);
  if (!side.merged) return patchedModel(model, engine, patch, state);
  return patchedModel(mergedModel(model, patch.merge!(state)), engine, noPatch, new Map());
}

interface Asked {
  readonly model: string;
  readonly threads: string;
  readonly rounds: string;
  readonly warmup: string;
  readonly prompts: string;
  readonly decoded: string;
}

async function measure(name: string, o: Asked): Promise<Omit<LatencyPair, 'load1'>> {
  const opened = await open(o.model, o.threads);
  const { engine } = opened;
  const model = askedByIds(opened.model);
  const r = random(0, 'latency');
  const { vocabulary } = model.architecture.shape;
  const lengths = o.prompts.split(',').map(Number);
  const prompts = lengths.map((length) => Array.from({ length }, () => r.below(vocabulary)).join(' '));
  const ask = (side: PatchedModel, context: string, maxNewTokens: number): Promise<Took> =>
    timed(() => side.generate([{ context, maxNewTokens, stop: [] }]));

  const [base, other] = [openSide(model, engine, BASE), openSide(model, engine, name)];
  const [rounds, warmup, decoded] = [o.rounds, o.warmup, o.decoded].map(Number) as [number, number, number];
  const firstToken: LatencyPair['firstToken'][number][] = [];
  for (const [i, context] of prompts.entries()) {
    const took = await inTurn(
      { base: () => ask(base, context, 1), side: () => ask(other, context, 1) },
      rounds,
      warmup,
    );
    firstToken.push({ promptTokens: lengths[i]!, ...took });
  }
  const context = prompts[0]!;
  /** A further token: what a request for many takes longer than a request for one, a token. */
  const perToken = async (side: PatchedModel): Promise<Took> => {
    const [one, many] = [await ask(side, context, 1), await ask(side, context, 1 + decoded)];
    const each = (clock: keyof Took): number => (many[clock] - one[clock]) / decoded;
    return { wallMs: each('wallMs'), cpuMs: each('cpuMs') };
  };
  const furtherToken = await inTurn(
    { base: () => perToken(base), side: () => perToken(other) },
    rounds,
    warmup,
  );
  await base.dispose();
  await other.dispose();
  return { side: name, threads: Number(o.threads), decoded, firstToken, furtherToken };
}

function page({ model, machine }: Sitting, pairs: readonly LatencyPair[]): string {
  const table = makeTable<SideRatio>(
    { name: 'latency', title: '', legend: [] },
    [
      { header: 'model with', value: (r) => r.side },
      { header: 'what', value: (r) => r.what },
      { header: 'p50 (ms)', value: (r) => quantile(r.ms, 0.5), digits: 1 },
      { header: 'base p50 (ms)', value: (r) => quantile(r.baseMs, 0.5), digits: 1 },
      { header: 'ratio', value: (r) => r.ratio, digits: 2 },
      { header: '95 % interval', value: intervalText },
      { header: 'p', value: (r) => r.p, digits: 4 },
      { header: 'rounds', value: (r) => r.rounds },
    ],
    pairs.flatMap(ratiosOf),
  );
  const threads = [...new Set(pairs.map((pair) => pair.threads))];
  return [
    '# What a method costs a request',
    `${model}, float32, one request at a time, ${threads.join(' and ')} ${String(threads) === '1' ? 'thread' : 'threads'}. ${machineText(machine)}; ${loadText(pairs.map(({ load1 }) => load1))}.`,
    markdownTable(table),
    [
      `- times: ${clockOf(threads[0] ?? 1).name}. The base’s are those of the same process.`,
      '- ratio: of two requests one after the other, to the model with the method and to the model as it is; the median over rounds, its 95 % interval between order statistics, p by the sign test. base against itself is what the measurement cannot tell from 1.',
      `- first token after n: a request with n prompt tokens up to its first new token. further token: what ${pairs[0]?.decoded ?? 32} more take, each, after the shortest prompt.`,
      '- Parameters were moved from their beginning at random: times do not depend on their values.',
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

await sit({
  name: 'latency',
  file: import.meta.filename,
  defaults: { rounds: '15', prompts: '32,128', decoded: '32' },
  sides: () => names,
  measure,
  sideOf: ({ side }: LatencyPair) => side,
  brief: (pair) =>
    ratiosOf(pair)
      .map(({ what, ratio }) => `${what} ${ratio.toFixed(2)}`)
      .join(', '),
  pack: ({ model, machine }, pairs): LatencyResults => ({ model, machine, pairs }),
  unpack: (json) => (json as LatencyResults).pairs,
  page,
});
