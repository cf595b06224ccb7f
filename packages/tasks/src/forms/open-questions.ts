/** A column of questions and one of answers → a task of free answers, of the kind that `extract` says or the answers look like. */
import { basename } from 'node:path';
import type { Task } from '@adaptbench/core';
import { type Columns, columnNotes, columnsOf, findColumns, readingOf } from '../columns.ts';
import type { OpenedTask } from '../definition.ts';
import { type ExtractorName, extractors } from '../extract/index.ts';
import { cellOf, emptyNotes, fieldsOf, textOf } from '../missing.ts';
import { pairNotes, refusePair, unclearMend } from '../pairs.ts';
import { questionTask } from '../question-task.ts';
import type { DataSet } from '../read/data-set.ts';
import { findColumn } from '../read/table.ts';
import type { TaskSpec } from '../task-spec.ts';
import { columnsInTemplate } from '../templates/classification.ts';
import { nextItem } from '../templates/next-item.ts';
import { inputTemplates, ownQuestion, setTemplates } from '../templates/question.ts';
import { OBJECTS, goldIn, holdsObjects } from './answers.ts';
import { areSets, refuseIndicators, setLabels, setNote } from './sets.ts';

const usual = {
  question: [
    'question',
    'prompt',
    'input',
    'instruction',
    'problem',
    '问题',
    'inputs',
    'input_text',
    'source',
    'document',
    'article',
    'dialogue',
    'context',
    'user',
    'human',
  ],
  answer: [
    'answer',
    'answers',
    'output',
    'response',
    'target',
    'solution',
    'label',
    '答案',
    'ideal',
    'targets',
    'output_text',
    'summary',
    'highlights',
    'assistant',
    'bot',
    'gpt',
  ],
  /** Of texts with several labels. */
  text: ['text', 'sentence', 'review', 'content', 'comment', 'title', '文本', '评论', '内容'],
  labels: [
    'labels',
    'label',
    'tags',
    'categories',
    'category',
    'topics',
    'genres',
    'classes',
    '标签',
    '类别',
  ],
};

/** How a suggested prompt ends. */
const ending = 'Answer:';

export function openQuestions(data: DataSet, spec: TaskSpec): OpenedTask {
  const shown = [...new Set((spec.templates ?? []).flatMap(columnsInTemplate))];
  if (spec.textColumn === undefined && shown.length === 0)
    refusePair(data, usual.question, usual.answer, ending);
  const wanted = {
    // Where the prompt is the user's own and no column has a usual name, the first that it shows is the text.
    text: {
      named: spec.textColumn,
      usual: [...usual.question, ...usual.text, ...shown.map((name) => name.trim().toLowerCase())],
    },
    answer: { named: spec.labelColumn, usual: [...usual.answer, ...usual.labels], lists: true },
  };
  const columns = findColumns(data, wanted);
  const columnsIn = columnsOf(columns);
  const tables = columns.map(({ table }) => table);
  const language = spec.language ?? 'en';
  const extract = spec.extract ?? kindOfAnswers(columns);
  const { rationaleColumn, separator } = spec;
  if (extract === 'set') refuseIndicators(columns);
  const names = extract === 'set' ? setLabels(columns, separator) : [];
  const own = (spec.templates ?? []).map((text, i) =>
    ownQuestion(text, i, ['question', ...tables[0]!.columns], language),
  );
  const task = questionTask(
    { name: 'generation', version: 3, language, source: tables.map(({ file }) => basename(file)).join(', ') },
    extract,
  );
  const templates = isSome(own)
    ? own
    : extract === 'set'
      ? setTemplates(names, language)
      : extractors[extract].free && !isQuestion(columns)
        ? inputTemplates(language)
        : task.templates;
  return {
    task: {
      ...task,
      templates,
      ...(extractors[extract].free
        ? {
            maxNewTokensFrom: 'training answers' as const,
            stop: nextItem(templates, ['question', ...shown], answerCells(columns)),
          }
        : {}),
    } satisfies Task,
    notes: [
      ...columnNotes(columns, wanted, [
        ...shown,
        ...(rationaleColumn === undefined ? [] : [rationaleColumn]),
      ]),
      ...(spec.extract === undefined && extract === 'json' ? [OBJECTS] : []),
      ...(spec.extract === undefined && extract === 'set' ? [setNote(columns)] : []),
      ...(spec.extract === undefined && extract === 'text'
        ? [
            'answers have several lines or more than 100 characters: each is one text, compared as it stands (--extract text). For short answers say --extract exact',
          ]
        : []),
      ...(own.length > 0 ? [] : pairNotes(columns, spec.textColumn !== undefined, ending)),
      ...emptyNotes(tables, shown, 'question'),
    ],
    references: extractors[extract].several === true,
    answers: extract,
    unclear: unclearMend(columns, ending),
    reading: readingOf(
      columns,
      [...shown, ...(rationaleColumn === undefined ? [] : [rationaleColumn])],
      'question and answer',
    ),
    draft(row, table) {
      const { text: question, answer } = columnsIn(table);
      if (answer === null) return { leftOut: 'no column of answers', lacks: 'answer' };
      const found = goldIn(row, table, answer, { extract, separator });
      if ('leftOut' in found) return found;
      const [first, ...more] = found;
      const text = textOf(row, table, question, 'question');
      if ('leftOut' in text) return text;
      const rationale =
        rationaleColumn === undefined
          ? undefined
          : row.values[findColumn(table, rationaleColumn, [], '--rationale-column')];
      return {
        fields: { ...fieldsOf(row, table, shown), question: text.text },
        answer: first,
        ...(more.length === 0 ? {} : { answers: [first, ...more] as const }),
        ...(rationale === undefined ? {} : { rationale }),
      };
    },
  };
}

/** Whether the texts are questions by the name of their column. */
const isQuestion = (columns: readonly Columns[]): boolean =>
  columns.every(({ text }) => ['question', 'problem', '问题'].includes(text.trim().toLowerCase()));

/** Characters of an answer up to which it is compared without case and punctuation. */
const SHORT = 100;

/** `set` where answers are lists of labels, `json` where they are objects, `text` where one has several lines or is long. */
function kindOfAnswers(columns: readonly Columns[]): ExtractorName {
  if (areSets(columns, usual.labels)) return 'set';
  if (columns.some(({ table, answer }) => holdsObjects(table, answer))) return 'json';
  return answerCells(columns).some((cell) => cell.length > SHORT || cell.includes('\n')) ? 'text' : 'exact';
}

const answerCells = (columns: readonly Columns[]): string[] =>
  columns.flatMap(({ table, answer }) =>
    answer === null ? [] : table.rows.map((row) => cellOf(row, answer)),
  );

const isSome = <T>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0;
