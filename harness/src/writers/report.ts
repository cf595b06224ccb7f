/** `report.md`: the run for a reader who was not there. */
import type { AnyMethod } from '../methods.ts';
import { type Manifest, manifestDigest } from '../run/manifest.ts';
import type { Row } from '../tables/rows.ts';
import { type Table, cellText, view } from '../tables/table.ts';
import { facts, notes, ran } from './facts.ts';
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
    ...section(
      'Methods',
      list(
        ran(
          methods,
          manifest.plan.map((spec) => spec.method),
        ).map(({ name, family, paper }) => `${name} (${family}): ${paper.title}, ${paper.url}`),
      ),
    ),
    ...section('How it was run', list(facts(manifest).map(({ label, text }) => `${label}: ${text}`))),
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
