/** How the run was made: methods and papers, every trial, hashes, versions, machine, and how to repeat it. */
import type { AnyMethod } from '@adaptbench/core';
import {
  type Manifest,
  type Session,
  manifestDigest,
  type ConfigurationRow,
  makeTable,
  scoreWords,
  splitScore,
  type TrialRecord,
  trialId,
  count,
} from '@adaptbench/results';
import { facts, ran } from '../facts.ts';
import { notes } from '../notes.ts';
import { type Html, html, link } from './markup.ts';
import type { Section } from './page.ts';
import { MOST_LINES, gridHtml } from './table.ts';

/** Empty where none of the methods is known to this program. */
export function methodsSection(methods: readonly AnyMethod[], plan: Manifest['plan']): Section[] {
  const ranHere = ran(
    methods,
    plan.map((spec) => spec.method),
  );
  if (ranHere.length === 0) return [];
  const line = ({ name, family, paper }: AnyMethod): Html =>
    html`<dt>${name}</dt>
      <dd>${family}: ${link(paper.url, paper.title)}</dd>`;
  return [{ id: 'methods', title: 'Methods', body: html`<dl class="facts">${ranHere.map(line)}</dl>` }];
}

/** Every planned trial, whatever became of it. */
export function trialsSection(
  { plan }: Manifest,
  rows: readonly ConfigurationRow[],
  records: readonly TrialRecord[],
): Section {
  const byId = new Map(records.map((record) => [record.id, record]));
  const configuration = new Map(
    rows.flatMap((row) => row.done.map((trial) => [trial.id, row.configuration] as const)),
  );
  const lines = plan.map((spec) => {
    const id = trialId(spec);
    return { id, spec, record: byId.get(id), configuration: configuration.get(id) ?? '' };
  });
  const of = (record: TrialRecord | undefined, split: 'validation' | 'test'): number | null =>
    record?.state === 'done' ? splitScore(record.accuracy[split]) : null;
  const { unit, digits } = scoreWords(rows.filter((row) => row.done.length > 0));
  const table = makeTable(
    { name: 'trials', title: 'Trials', legend: [] },
    [
      { header: 'method', value: (line) => line.spec.method },
      { header: 'configuration', value: (line) => line.configuration },
      { header: 'seed', value: (line) => line.spec.seed },
      { header: 'state', value: (line) => line.record?.state ?? 'not run' },
      { header: `validation${unit}`, value: (line) => of(line.record, 'validation'), digits },
      { header: `test${unit}`, value: (line) => of(line.record, 'test'), digits },
      { header: 'whole trial (s)', value: (line) => line.record?.seconds ?? null, digits: 1 },
      { header: 'id', value: (line) => line.id },
    ],
    lines,
  );
  return {
    id: 'trials',
    title: 'Trials',
    body: html`<details>
      <summary>${count(plan.length, 'trial')}</summary>
      ${gridHtml(table, { file: 'trials.jsonl' })}
    </details>`,
  };
}

export function runSection(manifest: Manifest, rows: readonly ConfigurationRow[]): Section {
  const allNotes = notes(rows);
  return {
    id: 'run',
    title: 'How it was run',
    body: html`<dl class="facts">
        ${facts(manifest).map(
          ({ label, text }) =>
            html`<dt>${label}</dt>
              <dd>${text}</dd>`,
        )}
        <dt>run</dt>
        <dd>
          <span class="hash">${manifestDigest(manifest)}</span>: the hash of its trials, models and data
        </dd>
      </dl>
      ${again(manifest)}${versions(manifest.sessions.at(-1))}${
        allNotes.length === 0
          ? null
          : html`<details>
              <summary>${count(allNotes.length, 'note')} of the trials</summary>
              <ul class="legend">
                ${allNotes.slice(0, MOST_LINES).map((note) => html`<li>${note}</li>`)}
                ${allNotes.length > MOST_LINES ? html`<li>and more: trials.jsonl has all</li>` : null}
              </ul>
            </details>`
      }`,
  };
}

function again({ sessions }: Manifest): Html | null {
  const [first] = sessions;
  if (first === undefined) return null;
  const lines = [
    ...(first.source === null ? [] : [`git checkout ${first.source.commit}`]),
    `pnpm bench ${first.command.map(quoted).join(' ')}`,
  ];
  return html`<h3>To repeat it</h3>
    <pre>${lines.join('\n')}</pre>`;
}

/** An argument as a POSIX shell reads it. */
const quoted = (argument: string): string =>
  /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;

const versions = (session: Session | undefined): Html | null =>
  session === undefined
    ? null
    : html`<details>
        <summary>Versions of ${count(Object.keys(session.versions).length, 'package')}</summary>
        <p class="versions">
          ${Object.entries(session.versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(', ')}
        </p>
      </details>`;
