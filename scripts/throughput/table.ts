/** The results of `compare.ts`, as JSON keeps them and as a page. */
import { type Column, type Machine, makeTable, quantile } from '@adaptbench/results';
import { markdownTable } from '@adaptbench/report';
import { machineText } from '../machine-text.ts';
import { loadText } from '../paired/child.ts';
import { clockOf } from '../paired/clock.ts';
import { intervalText } from '../paired/ratio.ts';
import { type Pair, gflopPerSecond, predicted, timesOf, within } from './ratio.ts';

/** What a pair's process prints. */
export type Printed =
  | (Pair & { readonly state: 'done' })
  | {
      readonly state: 'skipped';
      readonly rows: number;
      readonly tokens: number;
      readonly reason: string;
    };
export type Outcome = { readonly name: string; readonly load1: number } & Printed;
export interface Results {
  readonly model: string;
  readonly threads: number;
  readonly machine: Machine;
  readonly outcomes: readonly Outcome[];
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

export function markdown({ model, threads, machine: host, outcomes: all }: Results): string {
  const done = all.flatMap((outcome) => (outcome.state === 'done' ? [outcome] : []));
  const skipped = all.flatMap((outcome) => (outcome.state === 'done' ? [] : [outcome]));
  const sizes = [...new Set(done.map(({ rows, tokens }) => `${rows} × ${tokens}`))];
  return [
    '# Training throughput against what FLOPs predict',
    `${model}, ${threads} ${threads === 1 ? 'thread' : 'threads'}. ${machineText(host)}; ${loadText(all.map(({ load1 }) => load1))}. Each variant’s steps alternate with LoRA’s in one process, and only ratios of neighbouring steps are compared.`,
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
