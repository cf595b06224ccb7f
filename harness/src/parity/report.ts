/** The parity table as files: CSV, Markdown, and what it was made with. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { csv, markdownTable } from '@adaptbench/report';
import { type Column, type Table, makeTable } from '@adaptbench/results';
import { machine, packageVersions, sourceCommit } from '../measure/machine.ts';
import { TOLERANCE } from './compare.ts';
import { BASE, type FoundEngines } from './engines.ts';
import { OWN_GRADIENTS, type ParityRow } from './parity.ts';
import type { BatchShape } from './subject.ts';

export interface ParityReport extends FoundEngines {
  readonly model: string;
  readonly sha256: string;
  readonly shape: BatchShape;
  readonly rows: readonly ParityRow[];
  /** Whether there is more to compare. */
  readonly unfinished: boolean;
}

/** What the rows of a comparison depend on. */
export const madeWith = async ({
  engines,
  absent,
  sha256,
  model,
  shape,
}: Omit<ParityReport, 'rows' | 'unfinished'>) => ({
  model,
  sha256,
  shape,
  tolerance: TOLERANCE,
  base: BASE,
  engines: engines.map(({ name, engine: { version, threads }, software }) => ({
    name,
    version,
    threads,
    software,
  })),
  absent: absent.map(elsewhere),
  source: await sourceCommit(),
  packages: packageVersions(),
});
export type MadeWith = Awaited<ReturnType<typeof madeWith>>;

const short = (x: number | null): string | null => (x === null ? null : x.toExponential(1));
const columns: readonly Column<ParityRow>[] = [
  { header: 'method', value: (r) => r.method },
  { header: 'engine', value: (r) => r.engine },
  { header: 'gradient error', value: (r) => short(r.gradientError) },
  { header: 'of', value: (r) => r.at, only: 'file' },
  { header: 'loss error', value: (r) => short(r.lossError) },
  { header: 'logit error', value: (r) => short(r.logitError) },
  { header: 'same predictions', value: (r) => (r.same === null ? null : `${r.same} of ${r.of}`) },
  {
    header: 'nodes left to the CPU',
    value: ({ fallbacks: f }) => f && `${f.others.length} and ${f.ofShapes} of shapes, of ${f.nodes}`,
  },
  { header: 'which', value: ({ fallbacks: f }) => f && f.others.join('; '), only: 'file' },
  { header: 'agrees', value: (r) => (r.agrees ? 'yes' : 'NO') },
];
export const parityTable = (rows: readonly ParityRow[]): Table =>
  makeTable({ name: 'parity', title: '', legend: [] }, columns, rows);

/** Writes parity.csv, parity.md and made-with.json: `manifest.json` would make the folder a run. */
export function writeParity(folder: string, report: ParityReport, made: MadeWith): void {
  mkdirSync(folder, { recursive: true });
  const { source, packages, ...rest } = made;
  const manifest = { ...rest, machine: machine(), source, packages };
  writeFileSync(path.join(folder, 'parity.csv'), csv(parityTable(report.rows)));
  writeFileSync(path.join(folder, 'parity.md'), page(report));
  writeFileSync(path.join(folder, 'made-with.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** What is absent, as readers on other machines need it: up to what names a folder of this one. */
const elsewhere = <A extends { readonly reason: string }>(absent: A): A => ({
  ...absent,
  reason: absent.reason.replace(/ \(looked for [^)]*\)/u, '').replace(/ Run `node .*/u, ''),
});

function page({ engines, absent, rows, model, shape, unfinished }: ParityReport): string {
  const disagree = rows.filter((row) => !row.agrees).length;
  return [
    '# Parity of engines',
    ...(unfinished ? ['**Not finished: the same command goes on with the pairs that are missing.**'] : []),
    `${model}, ${shape.rows} rows of ${shape.tokens} tokens; ${machine().cpu}. ${rows.length} pairs of method and engine, ${disagree === 0 ? 'all of which agree' : `${disagree} of which disagree`} with ${BASE}.`,
    markdownTable(parityTable(rows)),
    [
      ...engines.map(
        ({ name, engine, software }) =>
          `- ${name}: ${engine.version}${software ? ', on SwiftShader: a processor plays the GPU' : ''}`,
      ),
      `- ${OWN_GRADIENTS}: what TensorFlow.js derives by itself from the forward pass; the others run the gradients that this program derives.`,
      `- gradient error: the largest over trained tensors of max |Δ| / max |gradient|; of tensors with smaller gradients than a thousandth of the largest, relative to that. Below ${TOLERANCE.gradients} agrees.`,
      `- logit error: max |Δ| / max |logit|. Below ${TOLERANCE.logits} agrees. same predictions: positions whose most likely token is the same.`,
      '- nodes left to the CPU: in a training step and in a prompt or a step of decoding together, by onnxruntime’s own profile, with the copies that such nodes need; nodes that compute with dimensions need none.',
      ...absent.map(elsewhere).map(({ name, reason }) => `- ${name} is not among them: ${reason}`),
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}
