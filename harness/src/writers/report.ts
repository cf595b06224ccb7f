/** `report.md`: the run for a reader who was not there. */
import { partsOf } from '../find-method.ts';
import type { AnyMethod } from '../methods.ts';
import { type AskedTask, askedTasks } from '../plan/bench.ts';
import { type Manifest, type Session, manifestDigest } from '../run/manifest.ts';
import type { Row } from '../tables/rows.ts';
import { type Table, cellText, view } from '../tables/table.ts';
import { taskKey } from '../tables/task-name.ts';
import { summary } from './summary.ts';
import { count } from './text.ts';

export interface ReportParts {
  readonly manifest: Manifest;
  readonly rows: readonly Row[];
  readonly tables: readonly Table[];
  /** For the papers; methods that did not run are left out. */
  readonly methods: readonly AnyMethod[];
}

export function report({ manifest, rows, tables, methods }: ReportParts): string {
  const { bench, seeds, sessions } = manifest;
  const last = sessions.at(-1);
  return [
    `# ${inline(bench.model)}: ${bench.methods.map(inline).join(', ')}`,
    paragraph(
      `${count(manifest.plan.length, 'trial')}, seeds ${seeds.join(', ')}. Run ${manifestDigest(manifest)}` +
        (last === undefined ? '.' : `, begun ${sessions[0]?.startedAt ?? ''}.`),
    ),
    ...list(summary(rows)),
    ...tables.flatMap((table) => [`## ${table.title}`, markdownTable(table), ...list(table.legend)]),
    ...section('Notes', list(notes(rows))),
    ...section('Methods', list(papers(methods, bench.methods))),
    ...section(
      'How it was run',
      list([...settings(manifest), ...(last === undefined ? [] : ranOn(last, sessions))]),
    ),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export function markdownTable(table: Table): string {
  const { columns, rows } = view(table, 'screen');
  const numeric = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'));
  return [
    line(columns.map((column) => inline(column.header))),
    line(numeric.map((is) => (is ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((cell, i) => inline(cellText(cell, columns[i]?.digits))))),
  ].join('\n');
}

const paragraph = (text: string): string => inline(text);
const list = (lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [lines.map((line) => `- ${inline(line)}`).join('\n')];
const section = (title: string, blocks: readonly string[]): string[] =>
  blocks.length === 0 ? [] : [`## ${title}`, ...blocks];

/** One line, and nothing that Markdown would take for its own. */
function inline(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\|*_`<>[\]]/g, String.raw`\$&`);
}

const notes = (rows: readonly Row[]): string[] => [
  ...new Set(
    rows.flatMap((row) =>
      row.done.flatMap((trial) => trial.notes.map((note) => `${row.method} ${row.configuration}: ${note}`)),
    ),
  ),
];

const papers = (methods: readonly AnyMethod[], names: readonly string[]): string[] =>
  methods
    .filter((method) => names.some((name) => partsOf(name).includes(method.name)))
    .map(({ name, family, paper }) => `${name} (${family}): ${paper.title}, ${paper.url}`);

/** `expected`: how many there are where nothing changes. */
const changed = (all: readonly string[], expected = 1): string =>
  all.length > expected
    ? ' WARNING: it changed while the run went on, so its trials cannot be compared.'
    : '';

const taskText = (task: AskedTask): string => (typeof task === 'string' ? task : JSON.stringify(task));

function settings({ bench, models, data, plan }: Manifest): string[] {
  const [first] = plan;
  return [
    `model: ${bench.model}${first?.model.revision === undefined ? '' : ` at ${first.model.revision}`}, hash ${models.join(', ') || 'unknown'}.${changed(models)}`,
    `task: ${askedTasks(bench).map(taskText).join('; ')}, data hash ${data.join(', ') || 'unknown'}.${changed(data, new Set(plan.map(taskKey)).size)}`,
    ...(first
      ? [
          `engine ${first.engine} on ${first.device}, threads: ${first.threads ?? 'the engine’s choice'}, chat template: ${first.chat ? 'yes' : 'no'}`,
        ]
      : []),
  ];
}

function ranOn(last: Session, sessions: readonly Session[]): string[] {
  const { machine, versions, source } = last;
  const differ = (what: (session: Session) => unknown): boolean =>
    new Set(sessions.map((session) => JSON.stringify(what(session)))).size > 1;
  const warnings = [
    differ((s) => [s.machine.cpu, s.machine.cores, s.machine.memoryBytes]) ? 'machine' : '',
    differ((s) => s.source) ? 'program' : '',
    differ((s) => s.versions) ? 'package versions' : '',
  ].filter((word) => word !== '');
  return [
    `machine: ${machine.cpu}, ${count(machine.cores, 'core')}, ${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB, ${machine.os}`,
    `Node.js ${versions['node']}, onnxruntime-node ${versions['onnxruntime-node'] ?? 'unknown'}; all versions are in manifest.json`,
    `program: ${source === null ? 'not a git checkout' : `commit ${source.commit}${source.dirty ? ', with uncommitted changes' : ''}`}`,
    `command: ${last.command.join(' ')}`,
    ...(sessions.length > 1 ? [`resumed ${count(sessions.length - 1, 'time')}`] : []),
    ...(warnings.length > 0
      ? [
          `WARNING: between sessions these changed: ${warnings.join(', ')}. Compare times and memory with care.`,
        ]
      : []),
  ];
}
