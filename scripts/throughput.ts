/**
 * Whether a training step's FLOP count predicts its time: every family's step against LoRA's on the same batch, in turn.
 *   node --import tsx scripts/throughput.ts --model MODEL.gguf [--shapes 8x32,8x128] [--rounds 9] [--threads 1]
 *     [--only 'dora;full'] [--out results/throughput]
 * A tiny model to try it: packages/testing/fixtures/tiny-llama.
 */
import path from 'node:path';
import { ConfigError } from '@adaptbench/core';
import { markdownTable } from '@adaptbench/report';
import { type Column, type Took, clockOf, intervalText, makeTable, quantile } from '@adaptbench/results';
import { inTurn } from '@adaptbench/testing';
import { loadText, machineText, open, peakRssBytes } from './paired/process.ts';
import { type Sitting, sit } from './paired/sitting.ts';
import { type OpenedStep, openStep } from './paired/step.ts';
import { reference, variants } from './paired/variants.ts';
import { type Pair, type Side, gflopPerSecond, predicted, timesOf, within } from './throughput-ratio.ts';

/** What a pair's process prints. */
type Printed =
  | (Pair & { readonly state: 'done' })
  | { readonly state: 'skipped'; readonly rows: number; readonly tokens: number; readonly reason: string };
type Outcome = { readonly name: string; readonly load1: number } & Printed;

interface Asked {
  readonly model: string;
  readonly threads: string;
  readonly rounds: string;
  readonly warmup: string;
}

async function measure(side: string, o: Asked): Promise<{ readonly name: string } & Printed> {
  const name = calledOf(side);
  const variant = variants.find((one) => one.name === name);
  const [, rows, tokens] = /(\d+)x(\d+)$/u.exec(side) ?? [];
  if (!variant || rows === undefined || tokens === undefined)
    throw new Error(
      `--side ${side}: expected one of ${variants.map((v) => v.name).join('; ')}, and rows x tokens`,
    );
  const shape = { rows: Number(rows), tokens: Number(tokens) };
  const { model, engine } = await open(o.model, o.threads);
  try {
    const other = await openStep(model, engine, variant, shape);
    const lora = await openStep(model, engine, reference, shape);
    const took = await inTurn(
      { reference: () => lora.run(), variant: () => other.run() },
      Number(o.rounds),
      Number(o.warmup),
    );
    const about = ({ flops, length, trainable }: OpenedStep, all: readonly Took[]): Side => ({
      flops,
      length,
      trainable,
      took: all,
    });
    const pair = { reference: about(lora, took.reference), variant: about(other, took.variant) };
    await other.dispose();
    await lora.dispose();
    return {
      name,
      state: 'done',
      ...shape,
      threads: Number(o.threads),
      ...pair,
      peakRssBytes: peakRssBytes(),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Readers of the results need not know the folder of the model.
    const reason = error.message.replaceAll(o.model, path.basename(o.model));
    return { name, state: 'skipped', ...shape, reason };
  }
}

type Done = Outcome & { readonly state: 'done' };
const columns: readonly Column<Done>[] = [
  { header: 'trained', value: (r) => r.name },
  { header: 'trainable', value: (r) => r.variant.trainable },
  { header: 'read', value: (r) => r.variant.length },
  { header: 'GFLOP a step', value: (r) => r.variant.flops / 1e9, digits: 1 },
  { header: 'step p50 (ms)', value: (r) => quantile(timesOf(r, r.variant), 0.5) },
  { header: 'GFLOP/s', value: (r) => gflopPerSecond(r, r.variant) },
  { header: 'LoRA step p50 (ms)', value: (r) => quantile(timesOf(r, r.reference), 0.5) },
  { header: 'LoRA GFLOP/s', value: (r) => gflopPerSecond(r, r.reference) },
  { header: 'ratio', value: (r) => predicted(r).ratio, digits: 2 },
  {
    header: '95 % interval',
    value: (r) => intervalText(predicted(r)),
  },
  { header: '0.8–1.3', value: (r) => (within(predicted(r)) ? 'yes' : 'no') },
  { header: 'rounds', value: (r) => r.variant.took.length },
];

function page({ model, threads, machine }: Sitting, all: readonly Outcome[]): string {
  const done = all.flatMap((outcome) => (outcome.state === 'done' ? [outcome] : []));
  const skipped = all.flatMap((outcome) => (outcome.state === 'done' ? [] : [outcome]));
  const sizes = [...new Set(done.map(({ rows, tokens }) => `${rows} × ${tokens}`))];
  return [
    '# Training throughput against what FLOPs predict',
    `${model}, ${threads} ${threads === 1 ? 'thread' : 'threads'}. ${machineText(machine)}; ${loadText(all.map(({ load1 }) => load1))}. Each variant’s steps alternate with LoRA’s in one process, and only ratios of neighbouring steps are compared.`,
    ...sizes.flatMap((size) => [
      `## ${size} tokens`,
      markdownTable(
        makeTable(
          { name: 'throughput', title: '', legend: [] },
          columns,
          done.filter(({ rows, tokens }) => `${rows} × ${tokens}` === size),
        ),
      ),
    ]),
    [
      `- step: ${clockOf(threads).name}. LoRA’s is that of the same process.`,
      '- batch: rows × tokens of text; a method’s virtual tokens come on top (read: the padded length of a row). Loss at one position a row, AdamW with clipping, from the batch’s arrays to the next state.',
      '- ratio: GFLOP/s of the variant over GFLOP/s of LoRA in the same round; the median over rounds with a 95 % interval between order statistics. 1 means that its FLOPs predict its time from LoRA’s rate; expected is 0.8 to 1.3.',
      '- lora+instruction trains the same graph as LoRA on other texts: here its ratio is what the measurement itself cannot tell from 1.',
      ...skipped.map(
        ({ name, rows, tokens, reason }) => `- ${name}, ${rows} × ${tokens}: not run: ${reason}`,
      ),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

/** `dora` of the side `dora 8x32`. */
const calledOf = (side: string): string => side.slice(0, side.lastIndexOf(' '));

await sit({
  name: 'throughput',
  file: import.meta.filename,
  defaults: { shapes: '8x32,8x128' },
  sides: ({ shapes }) => shapes.split(',').flatMap((shape) => variants.map(({ name }) => `${name} ${shape}`)),
  called: calledOf,
  measure,
  sideOf: ({ name, rows, tokens }: Outcome) => `${name} ${rows}x${tokens}`,
  brief: (one) => (one.state === 'done' ? predicted(one).ratio.toFixed(2) : one.reason),
  pack: (sitting, outcomes) => ({ ...sitting, outcomes }),
  unpack: (json) => (json as { readonly outcomes: readonly Outcome[] }).outcomes,
  page,
});
