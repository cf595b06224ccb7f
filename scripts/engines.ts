/**
 * How fast the engines are beside onnxruntime on its CPU: a LoRA training step, the reading of a prompt and decoding. Each takes turns with
 * onnxruntime's in one process, and only ratios of neighbouring rounds are compared.
 *   node --import tsx scripts/engines.ts --model MODEL [--devices tensorflow,wasm,cpu] [--batch 8x64] [--prompt 256] [--decode 32]
 *     [--rounds 9] [--threads 2] [--out results/engines]
 */
import { noPatch, patchedModel, random } from '@adaptbench/core';
import { createTfjsEngine, devices } from '@adaptbench/engine-tfjs';
import { type Engine, EngineError } from '@adaptbench/graph';
import { markdownTable } from '@adaptbench/report';
import {
  type Column,
  type Ratio,
  type Took,
  clockOf,
  intervalText,
  makeTable,
  quantile,
  ratioOf,
} from '@adaptbench/results';
import { inTurn } from '@adaptbench/testing';
import { askedByIds, loadText, machineText, open, peakRssBytes, timed } from './paired/process.ts';
import { type Sitting, sit } from './paired/sitting.ts';
import { openStep } from './paired/step.ts';

const works = ['train step', 'prompt', 'decode'] as const;
type Work = (typeof works)[number];

interface Series {
  readonly ort: readonly Took[];
  readonly other: readonly Took[];
}
type Outcome = {
  readonly device: string;
  readonly work: Work;
  readonly load1: number;
  readonly threads: number;
} & (
  | ({
      readonly state: 'done';
      readonly amount: string;
      readonly versions: readonly [string, string];
      readonly peakRssBytes: number;
    } & Series)
  | { readonly state: 'failed'; readonly reason: string }
);

interface Asked {
  readonly model: string;
  readonly threads: string;
  readonly rounds: string;
  readonly warmup: string;
  readonly batch: string;
  readonly prompt: string;
  readonly decode: string;
}

/** One side of a pair, ready to do its work once. */
type Opened = () => Promise<Took>;

async function measure(side: string, o: Asked): Promise<object> {
  const device = devices.find((known) => side.startsWith(`${known} `));
  const work = works.find((known) => side.endsWith(` ${known}`));
  if (!device || !work)
    throw new Error(`--side ${side}: expected a device of tfjs and one of ${works.join(', ')}`);
  const { model, engine: ort } = await open(o.model, o.threads);
  const openWork = async (engine: Engine): Promise<Opened> => {
    if (work === 'train step') {
      const [rows, tokens] = o.batch.split('x').map(Number) as [number, number];
      const step = await openStep(
        model,
        engine,
        { name: 'lora', method: 'lora', config: {} },
        { rows, tokens },
      );
      return () => step.run();
    }
    const patched = patchedModel(askedByIds(model), engine, noPatch, new Map());
    const r = random(0, 'engines');
    const length = work === 'prompt' ? Number(o.prompt) : 16;
    const context = Array.from({ length }, () => r.below(model.architecture.shape.vocabulary)).join(' ');
    const maxNewTokens = work === 'prompt' ? 1 : Number(o.decode);
    return () => timed(() => patched.generate([{ context, maxNewTokens, stop: [], ignoreEnd: true }]));
  };
  try {
    const other = await createTfjsEngine({ device, threads: Number(o.threads) });
    const sides = { ort: await openWork(ort), other: await openWork(other) };
    const took = await inTurn(sides, Number(o.rounds), Number(o.warmup));
    const amount = {
      'train step': `${o.batch} tokens, LoRA of rank 8`,
      prompt: `${o.prompt} tokens`,
      decode: `${o.decode} tokens after 16`,
    };
    const versions = [ort.version, other.version];
    return {
      device,
      work,
      threads: Number(o.threads),
      state: 'done',
      amount: amount[work],
      versions,
      ...took,
      peakRssBytes: peakRssBytes(),
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { device, work, threads: Number(o.threads), state: 'failed', reason: error.message };
  }
}

type Done = Extract<Outcome, { readonly state: 'done' }>;
/** By the clock that counts: of the processor with one thread, of the wall with more. */
const times = ({ threads }: Done, took: readonly Took[]): number[] => took.map(clockOf(threads).ms);
const timesAsLong = (r: Done): Ratio => ratioOf(times(r, r.other), times(r, r.ort));
const columns: readonly Column<Done>[] = [
  { header: 'device of tfjs', value: (r) => r.device },
  { header: 'work', value: (r) => r.work },
  { header: 'amount', value: (r) => r.amount },
  { header: 'onnxruntime p50 (ms)', value: (r) => quantile(times(r, r.ort), 0.5), digits: 1 },
  { header: 'tfjs p50 (ms)', value: (r) => quantile(times(r, r.other), 0.5), digits: 1 },
  { header: 'times as long', value: (r) => timesAsLong(r).ratio, digits: 2 },
  { header: '95 % interval', value: (r) => intervalText(timesAsLong(r)) },
  { header: 'rounds', value: (r) => r.ort.length },
];

function page({ model, threads, machine }: Sitting, all: readonly Outcome[]): string {
  const done = all.filter((one): one is Done => one.state === 'done');
  const versions = [...new Set(done.flatMap((one) => one.versions))].join('; ');
  return [
    '# Engines beside onnxruntime',
    `${model}, ${threads} ${threads === 1 ? 'thread' : 'threads'}; ${versions}. ${machineText(machine)}; ${loadText(all.map(({ load1 }) => load1))}. Each engine's work alternates with that of onnxruntime's CPU provider in one process, and only ratios of neighbouring rounds are compared.`,
    markdownTable(makeTable({ name: 'engines', title: '', legend: [] }, columns, done)),
    [
      `- times as long: time of TensorFlow.js over that of onnxruntime in the same round (${clockOf(threads).name}); the median over rounds with a 95 % interval between order statistics. Below 1 it is faster.`,
      '- train step: from the batch’s arrays to the next state. prompt: reading it and choosing one token. decode: greedy, with the cache of keys and values.',
      ...all.flatMap((one) =>
        one.state === 'failed' ? [`- ${one.device}, ${one.work}: ${one.reason}`] : [],
      ),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

await sit({
  name: 'engines',
  file: import.meta.filename,
  defaults: { devices: 'tensorflow,wasm,cpu', batch: '8x64', prompt: '256', decode: '32' },
  sides: (o) => o.devices.split(',').flatMap((device) => works.map((work) => `${device} ${work}`)),
  measure,
  sideOf: ({ device, work }: Outcome) => `${device} ${work}`,
  brief: (one) => (one.state === 'done' ? timesAsLong(one).ratio.toFixed(2) : one.reason),
  pack: (sitting, outcomes) => ({ ...sitting, outcomes }),
  unpack: (json) => (json as { readonly outcomes: readonly Outcome[] }).outcomes,
  page,
});
