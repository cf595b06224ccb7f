/** What data were taken for: their form, what is used of them and what is not, and what is in each split. For previews and first lines. */
import { type Item, referencesOf } from '@adaptbench/core';
import { type AnswerLengths, answerLengths } from './answer-lengths.ts';
import { groupsOf } from './groups.ts';
import type { LoadedTask } from './load-task.ts';
import type { LeftOutRows } from './rows.ts';

export interface TaskDescription {
  readonly kind: 'classification' | 'generation';
  /** `OpenAI messages`; null of tasks whose form is known beforehand. */
  readonly form: string | null;
  /** BCP 47. */
  readonly language: string;
  readonly columns: { readonly used: readonly string[]; readonly unused: readonly string[] };
  readonly leftOut: readonly LeftOutRows[];
  readonly splits: readonly SplitDescription[];
  /** All of that, a line each. */
  readonly lines: readonly string[];
}

interface SplitDescription {
  readonly name: 'train' | 'validation' | 'test';
  readonly items: number;
  /** Of a classification: items by label, in the task's order. */
  readonly labels: readonly (readonly [label: string, items: number])[] | null;
  /** Of free answers, in characters. */
  readonly answers: AnswerLengths['characters'] | null;
  /** Items with several right answers, and the most that one has. */
  readonly references: { readonly several: number; readonly most: number };
  /** Groups, where items have some. */
  readonly groups: number | null;
}

export function describeTask({ task, splits, reading, leftOut }: LoadedTask): TaskDescription {
  const described = (['train', 'validation', 'test'] as const).map((name) => {
    const items = splits[name];
    const counts = items.map((item) => referencesOf(item).length);
    return {
      name,
      items: items.length,
      labels: task.kind === 'classification' ? labelCounts(items, task.labels) : null,
      answers: task.kind === 'generation' ? (answerLengths(items)?.characters ?? null) : null,
      references: {
        several: counts.filter((n) => n > 1).length,
        most: counts.reduce((most, n) => Math.max(most, n), 0),
      },
      groups: items.some(({ group }) => group !== undefined) ? groupsOf(items).length : null,
    };
  });
  const description = {
    kind: task.kind,
    form: reading?.form ?? null,
    language: task.language,
    columns: { used: reading?.used ?? [], unused: reading?.unused ?? [] },
    leftOut,
    splits: described,
  };
  return { ...description, lines: linesOf(description) };
}

function labelCounts(items: readonly Item[], labels: readonly string[]): (readonly [string, number])[] {
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const { answer } of items) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return [...counts];
}

/** Names and labels that are shown of a list. */
const SHOWN = 12;

const some = (list: readonly string[]): string =>
  list.slice(0, SHOWN).join(', ') + (list.length > SHOWN ? ` and ${list.length - SHOWN} more` : '');

function linesOf({
  kind,
  form,
  language,
  columns,
  leftOut,
  splits,
}: Omit<TaskDescription, 'lines'>): string[] {
  return [
    ...(form === null ? [] : [`${kind}, read as ${form}, prompts in ${language}`]),
    ...(columns.used.length === 0 ? [] : [`columns used: ${some(columns.used)}`]),
    ...(columns.unused.length === 0 ? [] : [`columns not used: ${some(columns.unused)}`]),
    ...leftOut.map(({ split, rows, reasons }) => {
      const why = some(reasons.map(([reason, n]) => (reasons.length === 1 ? reason : `${reason} (${n})`)));
      return `${split === 'all' ? 'data' : split}: ${rows} row${rows === 1 ? '' : 's'} left out: ${why}`;
    }),
    ...splits.map(splitLine),
  ];
}

function splitLine({ name, items, labels, answers, references, groups }: SplitDescription): string {
  return [
    `${name}: ${items} item${items === 1 ? '' : 's'}`,
    ...(labels === null || items === 0 ? [] : [labelText(labels)]),
    ...(answers === null
      ? []
      : [
          `answers of ${answers.median} characters in the median, ${answers.p95} in 95 %, ${answers.most} at most`,
        ]),
    ...(references.several === 0
      ? []
      : [`${references.several} with several right answers, ${references.most} at most`]),
    ...(groups === null ? [] : [`${groups} group${groups === 1 ? '' : 's'}`]),
  ].join('; ');
}

/** By label; of many labels the commonest and the rarest. */
function labelText(labels: readonly (readonly [string, number])[]): string {
  const text = ([label, n]: readonly [string, number]): string => `${label} ${n}`;
  if (labels.length <= SHOWN) return labels.map(text).join(', ');
  const byCount = labels.toSorted(([, a], [, b]) => b - a);
  return `${labels.length} labels, from ${text(byCount[0]!)} to ${text(byCount.at(-1)!)}`;
}
