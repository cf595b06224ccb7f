/**
 * A multiple-choice file → questions with their options as lettered lines, whose answer is a letter. An instance:
 *
 *   {"question": "Which is a fruit?", "choices": ["stone", "plum"], "answer": 1}
 *
 * is asked as "Which is a fruit?⏎A. stone⏎B. plum", and its answer is B.
 */
import { basename } from 'node:path';
import { LoadError } from '@adaptbench/core';
import type { Draft, LeftOut, OpenedTask } from '../definition.ts';
import { cellOf, textOf } from '../missing.ts';
import { questionTask } from '../question-task.ts';
import type { DataSet } from '../read/data-set.ts';
import { type Row, type Table, findColumn } from '../read/table.ts';
import type { TaskSpec } from '../task-spec.ts';
import { type Choice, LETTERS, wayOf } from './chosen.ts';
import { columnNamed } from './form.ts';
import { type OptionColumns, optionColumns } from './options.ts';

const usual = {
  /** What is read before the question. */
  passage: ['passage', 'article', 'context', 'paragraph', 'document', 'premise', 'support', 'fact1'],
  question: [
    'question',
    'question_stem',
    'query',
    'ctx',
    'sentence',
    'goal',
    'prompt',
    'input',
    'problem',
    'text',
    '问题',
    '题目',
  ],
  answer: [
    'answer',
    'answerkey',
    'answer_key',
    'correct_answer',
    'correct',
    'label',
    'gold',
    'target',
    'answer_idx',
    'answer_index',
    'cop',
    'key',
    '答案',
  ],
};

/** Where a table's question, options and answer stand. */
interface Asked {
  readonly table: Table;
  readonly options: OptionColumns;
  readonly passage: string | null;
  readonly question: string;
  /** null: a test that was published without. */
  readonly answer: string | null;
}

/** Whether training data are of that form, with the columns that the user names. */
export function areChoices(data: DataSet, spec: TaskSpec): boolean {
  const [table] = [...(data.train ?? []), ...(data.all ?? [])];
  if (!table || spec.templates !== undefined || (spec.extract ?? 'letter') !== 'letter') return false;
  const options = optionColumns(table);
  if (options === null) return false;
  const others = (names: readonly string[]): readonly string[] =>
    names.filter((name) => !options.columns.some((column) => column.trim().toLowerCase() === name));
  const question = spec.textColumn ?? columnNamed(table, ...others(usual.question));
  return question !== null && (spec.labelColumn ?? columnNamed(table, ...others(usual.answer))) !== null;
}

/** @throws LoadError where a file says in no known way which option is right */
export function openChoices(data: DataSet, spec: TaskSpec): OpenedTask {
  const asked = new Map(
    Object.values(data).flatMap((list) => list.map((table) => [table, askedIn(table, spec)] as const)),
  );
  const all = [...asked.values()];
  const choices = all.flatMap(({ table, options, answer }) =>
    answer === null ? [] : table.rows.flatMap((row) => choiceIn(row, table, options, answer)),
  );
  if (choices.length === 0) for (const one of all) checkFirst(one);
  const way = wayOf(choices);
  const first = all[0]!;
  if (way === null)
    throw new LoadError(
      `${first.table.file}: column "${first.answer}" says in no known way which of ${first.options.columns.join(', ')} is right: expected a letter, an option's text or label, or its number from 0 or 1, found ${[
        ...new Set(choices.map(({ answer }) => answer)),
      ]
        .slice(0, 5)
        .map((answer) => JSON.stringify(answer))
        .join(', ')}. Name the column with --label-column.`,
    );
  const used = [
    ...new Set(
      all.flatMap(({ passage, question, options, answer }) =>
        [passage ?? [], question, ...options.columns, answer ?? []].flat(),
      ),
    ),
  ];
  const unused = [...new Set(all.flatMap(({ table }) => table.columns))].filter(
    (name) => !used.includes(name),
  );
  const language = spec.language ?? 'en';
  return {
    task: questionTask(
      {
        name: 'generation',
        version: 3,
        language,
        source: all.map(({ table }) => basename(table.file)).join(', '),
      },
      'letter',
    ),
    notes: [
      `read as multiple choice: question ${JSON.stringify(first.question)}${first.passage === null ? '' : ` after ${JSON.stringify(first.passage)}`}, options ${first.options.columns.join(', ')}, answer ${JSON.stringify(first.answer)} (the option's ${way.name})${unused.length === 0 ? '' : `; not shown to the model: ${unused.join(', ')}`}`,
    ],
    reading: { form: 'multiple choice', used, unused },
    draft(row, table): Draft | LeftOut {
      const { options: columns, question, passage, answer } = asked.get(table)!;
      if (answer === null || isWithheld(cellOf(row, answer)))
        return { leftOut: 'no answer', lacks: 'answer' };
      const options = columns.in(row);
      const at = way.at({ options, answer: named(row, table, answer) });
      if (at === -1)
        throw new LoadError(
          `answer ${JSON.stringify(cellOf(row, answer).slice(0, 80))} is none of ${options.length} options by its ${way.name}: expected ${options.map((_, i) => LETTERS[i]).join(', ')} or what the other rows have. Mend it, or leave the row out.`,
        );
      const text = textOf(row, table, question, 'question');
      if ('leftOut' in text) return text;
      const before = passage === null ? '' : cellOf(row, passage);
      const lines = options.map((option, i) => `${LETTERS[i]}. ${option.text}`);
      return {
        fields: { question: [...(before === '' ? [] : [before]), text.text, ...lines].join('\n') },
        answer: LETTERS[at]!,
      };
    },
  };
}

function askedIn(table: Table, { textColumn, labelColumn }: TaskSpec): Asked {
  const options = optionColumns(table);
  if (options === null)
    throw new LoadError(`${table.file}: has no column of options, as the file to train on has.`);
  const question = findColumn(table, textColumn, usual.question, '--text-column');
  const passage = columnNamed(table, ...usual.passage);
  const answer =
    labelColumn === undefined
      ? columnNamed(table, ...usual.answer)
      : table.columns.includes(labelColumn)
        ? labelColumn
        : null;
  return { table, options, question, answer, passage: passage === question ? null : passage };
}

/** A class by its name, where the file has names of classes. */
const named = (row: Row, { classNames }: Table, column: string): string => {
  const value = cellOf(row, column);
  const names = Object.hasOwn(classNames, column) ? classNames[column]! : [];
  return (/^\d+$/u.test(value) ? names[Number(value)] : undefined) ?? value;
};

/** Empty, or −1 as the `datasets` library has it: there is no option of that number. */
const isWithheld = (answer: string): boolean => answer === '' || /^-1(?:\.0)?$/u.test(answer);

/** What is wrong with the first row, where nothing can be read of any. */
function checkFirst({ table, options }: Asked): void {
  const [row] = table.rows;
  try {
    if (row) options.in(row);
  } catch (cause) {
    if (!(cause instanceof LoadError)) throw cause;
    throw new LoadError(`${table.file}:${row!.line}: ${cause.message}`, { cause });
  }
}

/** Nothing of a row that is at fault: it is told when it is read. */
function choiceIn(row: Row, table: Table, options: OptionColumns, answer: string): Choice[] {
  if (isWithheld(cellOf(row, answer))) return [];
  try {
    return [{ options: options.in(row), answer: named(row, table, answer) }];
  } catch (cause) {
    if (cause instanceof LoadError) return [];
    throw cause;
  }
}
