/**
 * A run through another engine, or with frozen weights in another precision, beside the same run through the first, trial by trial and item
 * by item: which answers are right on one engine alone. Trials that only one of them has are counted and left out.
 *   node --import tsx scripts/engine-answers.ts --run RUN [--base results/nightly] [--title TITLE] [--out results/engines/default-run]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { csv, markdownTable } from '@adaptbench/report';
import { type Column, type RunOnDisk, makeTable, openRun } from '@adaptbench/results';
import { type MethodRow, type TrialRow, byMethod, trialRows } from './engine-answers-rows.ts';
import { options } from './options.ts';
import { machineText } from './paired/process.ts';

const results = path.join(import.meta.dirname, '../results');
const o = options({
  run: '',
  title: 'The default run through another engine',
  base: path.join(results, 'nightly'),
  out: path.join(results, 'engines/default-run'),
});
const [base, run] = [openRun(o.base), openRun(o.run)];
const rows = trialRows(base, run);
const methods = byMethod(rows);

function engineOf({ manifest: { plan } }: RunOnDisk): string {
  const { engine, device, precision } = plan[0]!;
  return `${engine} on ${device}${precision === undefined ? '' : `, frozen weights ${precision}`}`;
}
const [usual, other] = [engineOf(base), engineOf(run)];

const mebibytes = (bytes: number | null): number | null => (bytes === null ? null : bytes / 2 ** 20);

const shared: readonly Column<MethodRow>[] = [
  { header: 'task', value: (r) => r.task },
  { header: 'method', value: (r) => r.method },
  { header: 'trials', value: (r) => r.trials },
  { header: 'test items', value: (r) => r.test.n },
  { header: `right on ${usual} (%)`, value: (r) => (100 * r.test.right) / r.test.n, digits: 1 },
  { header: `right on ${other} (%)`, value: (r) => (100 * r.test.otherRight) / r.test.n, digits: 1 },
  { header: 'differ', value: (r) => r.test.onlyRight + r.test.onlyOtherRight },
  { header: `right on ${usual} alone`, value: (r) => r.test.onlyRight },
  { header: `right on ${other} alone`, value: (r) => r.test.onlyOtherRight },
  {
    header: 'validation items that differ',
    value: (r) => r.validation.onlyRight + r.validation.onlyOtherRight,
  },
  ...(['training', 'inference'] as const).flatMap((phase): Column<MethodRow>[] => [
    { header: `${phase} peak − idle on ${usual} (MiB)`, value: (r) => mebibytes(r[phase].first), digits: 0 },
    { header: `${phase} peak − idle on ${other} (MiB)`, value: (r) => mebibytes(r[phase].other), digits: 0 },
  ]),
];
const perTrial: readonly Column<TrialRow>[] = [
  { header: 'trial', value: (r) => r.id },
  { header: `trial on ${other}`, value: (r) => r.otherId },
  { header: 'configuration', value: (r) => r.name },
  { header: 'seed', value: (r) => r.seed },
  ...shared.filter(({ header }) => header !== 'trials'),
];
const table = <R>(columns: readonly Column<R>[], all: readonly R[]) =>
  makeTable({ name: 'engine-answers', title: '', legend: [] }, columns, all);

const sessions = ({ manifest }: RunOnDisk) =>
  manifest.sessions.map(({ command, startedAt, endedAt, machine, versions, engine, source }) => ({
    // Where it was written says nothing.
    command: command.filter((word, i) => word !== '--out' && command[i - 1] !== '--out'),
    startedAt,
    endedAt,
    machine,
    engine,
    source,
    versions,
  }));
const { machine } = run.manifest.sessions.at(-1)!;
const versions = [base, run].map(({ manifest }) => manifest.sessions.at(-1)!.engine);
const sum = (of: (row: MethodRow) => number): number => methods.reduce((n, row) => n + of(row), 0);
const differ = sum(({ test }) => test.onlyRight + test.onlyOtherRight);
const n = sum(({ test }) => test.n);
const planned = base.manifest.plan.length;
const page = [
  `# ${o.title}`,
  `\`pnpm bench\` on ${usual} (${versions[0]}) and on ${other} (${versions[1]}): the same trials with the same seeds, item by item. ${rows.length} of ${planned} trials were done on both${rows.length < planned ? ': the second run was ended before its last' : ''}. ${machineText(machine)}.`,
  `Of ${n} answers to test items ${differ} are right on one engine alone (${((100 * differ) / n).toFixed(2)} %): ${sum(({ test }) => test.onlyRight)} on ${usual}, ${sum(({ test }) => test.onlyOtherRight)} on ${other}.`,
  markdownTable(table(shared, methods)),
  '- differ: items that are right on one engine and wrong on the other, over all configurations and seeds of the method. An answer that is wrong on both may be another wrong one, which this does not count. majority, nearest and tfidf ask no model, whatever the engine.\n- peak − idle: resident memory of the phase’s process above the idle one, the most of the method’s trials.\n- The trials one by one: [engine-answers.csv](engine-answers.csv). Commands, versions, machine: [manifest.json](manifest.json).',
]
  .join('\n\n')
  .concat('\n');

mkdirSync(o.out, { recursive: true });
writeFileSync(path.join(o.out, 'README.md'), page);
writeFileSync(path.join(o.out, 'engine-answers.csv'), csv(table(perTrial, rows)));
writeFileSync(
  path.join(o.out, 'manifest.json'),
  `${JSON.stringify({ trials: rows.length, planned, [usual]: sessions(base), [other]: sessions(run) }, null, 2)}\n`,
);
console.log(page);
