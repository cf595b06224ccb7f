/** Data in one of the forms → a task of free answers, whose items are conversations. */
import { basename } from 'node:path';
import { type Item, LoadError, type Turn, oneLine } from '@adaptbench/core';
import type { Draft, LeftOut, OpenedTask } from '../definition.ts';
import { type ExtractorName, extractors } from '../extract/index.ts';
import { questionTask } from '../question-task.ts';
import type { DataSet } from '../read/data-set.ts';
import type { Row, Table } from '../read/table.ts';
import type { TaskSpec } from '../task-spec.ts';
import { fieldsOf } from '../missing.ts';
import { columnsInTemplate } from '../templates/classification.ts';
import { conversationTemplates, transcript } from '../templates/conversation.ts';
import { nextItem } from '../templates/next-item.ts';
import { ownQuestion } from '../templates/question.ts';
import { OBJECTS, canonicalAnswers, goldIn, holdsObjects } from './answers.ts';
import type { Exchange, Form, GoldIn } from './form.ts';
import { frameNotes } from './framed.ts';
import { judgements, unwanted } from './judged.ts';
import { languageOf } from './language.ts';

/** Tokens of an answer until the training answers have been counted. */
const GUESS = 256;

/** @throws ConfigError where the specification does not fit */
export function openForm(form: Form, data: DataSet, spec: TaskSpec): OpenedTask {
  const tables = Object.values(data).flat();
  const objects = tables.some((table) => holdsObjects(table, form.answer?.(table) ?? null));
  const extract = spec.extract ?? (objects ? 'json' : 'text');
  const gold: GoldIn = (row, table, column) =>
    goldIn(row, table, column, { extract, separator: spec.separator });
  const read = new Map<Row, Exchange | LeftOut | LoadError>();
  for (const table of tables) {
    const column = judgements(table);
    for (const row of table.rows) read.set(row, unwanted(row, column) ?? attempt(form, row, table, gold));
  }
  const exchanges = [...read.values()].filter((one) => 'turns' in one);
  const language = spec.language ?? languageOf(exchanges.map(({ turns }) => turns.at(-1)!.content));
  const task = questionTask(
    {
      name: 'generation',
      version: 3,
      language,
      source: tables.map(({ file }) => basename(file)).join(', '),
    },
    extract,
  );
  const shown = [...new Set((spec.templates ?? []).flatMap(columnsInTemplate))];
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  const own = (spec.templates ?? []).map((text, i) => ownQuestion(text, i, ['text', ...columns], language));
  const templates = isSome(own)
    ? own
    : conversationTemplates(
        language,
        form.continued === true && exchanges.every(({ turns }) => turns.length === 1),
      );
  const used = [
    ...new Set(tables.flatMap((table) => [...(form.columns(table) ?? []), judgements(table) ?? []].flat())),
  ];
  const unused = columns.filter((name) => !used.includes(name) && !shown.includes(name));
  return {
    task: {
      ...task,
      // What the user wrote is one text.
      ...(own.length === 0 ? { chat: true } : {}),
      templates,
      ...(extractors[extract].free
        ? {
            maxNewTokens: GUESS,
            maxNewTokensFrom: 'training answers',
            stop: nextItem(
              templates,
              ['text', ...shown],
              exchanges.flatMap(({ answers }) => [...answers]),
            ),
          }
        : {}),
    },
    notes: [
      `read as ${form.title}: ${used.join(', ')}${unused.length === 0 ? '' : `; not used: ${unused.join(', ')}`}`,
      ...(spec.extract === undefined && objects ? [OBJECTS] : []),
      ...imageNotes(unused, exchanges),
      ...frameNotes(exchanges),
      ...turnNotes(exchanges),
    ],
    references: extractors[extract].several === true,
    answers: extract,
    reading: { form: form.title, used, unused },
    draft(row, table) {
      const found = read.get(row)!;
      if (found instanceof LoadError) throw found;
      if ('leftOut' in found) return found;
      const { turns, ...draft } = draftOf(found, extract, language);
      if (own.length === 0) return { ...draft, turns };
      return { ...draft, fields: { ...fieldsOf(row, table, shown), ...draft.fields } };
    },
  };
}

function attempt(form: Form, row: Row, table: Table, gold: GoldIn): Exchange | LeftOut | LoadError {
  try {
    return form.read(row, table, gold);
  } catch (cause) {
    if (cause instanceof LoadError) return cause;
    throw cause;
  }
}

function draftOf(
  { turns, answers }: Exchange,
  extract: ExtractorName,
  language: string,
): Draft & Pick<Exchange, 'turns'> {
  const [answer, ...more] = canonicalAnswers(answers, extract);
  return {
    fields: fieldsOfTurns(turns, language),
    answer,
    ...(more.length === 0 ? {} : { answers: [answer, ...more] as const }),
    turns,
  };
}

/** What the user said last, and, where that is not all, everything before or around it: equal for items that ask the same. */
function fieldsOfTurns(turns: readonly Turn[], language: string): Item['fields'] {
  const text = turns.findLast(({ role }) => role === 'user')?.content ?? '';
  if (turns.length === 1) return { text };
  const before = turns.at(-1)!.role === 'user' ? turns.slice(0, -1) : turns;
  return { conversation: transcript(before, language), text };
}

/** Files of images and sounds, which no model here is shown. */
function imageNotes(unused: readonly string[], exchanges: readonly Exchange[]): string[] {
  const columns = unused.filter((name) =>
    /^(?:images?|videos?|audios?)(?:_?(?:path|url|file|name)s?)?$/iu.test(name.trim()),
  );
  const marked = exchanges.filter(({ turns }) =>
    turns.some(({ content }) => /<(?:image|video|audio)>/u.test(content)),
  ).length;
  if (columns.length === 0 && marked === 0) return [];
  return [
    `WARNING: rows are about images or sounds (${[...columns.map((name) => `column ${JSON.stringify(oneLine(name))}`), ...(marked === 0 ? [] : [`<image> and the like in ${marked} rows`])].join(', ')}), which are not shown to the model: questions about them cannot be answered`,
  ];
}

function turnNotes(exchanges: readonly Exchange[]): string[] {
  const unused = exchanges.filter((one) => one.unused !== undefined).length;
  const several = exchanges.filter(
    ({ turns }) => turns.filter(({ role }) => role === 'user').length > 1,
  ).length;
  const tools = exchanges.filter(({ turns }) => turns.some(({ role }) => role === 'tool')).length;
  return [
    ...(several === 0
      ? []
      : [
          `${several} of ${exchanges.length} rows have several turns: the last answer is asked for, and trained on`,
        ]),
    ...(tools === 0 ? [] : [`${tools} rows have calls of tools, which are text: <tool_call>…</tool_call>`]),
    ...(unused === 0 ? [] : [`${unused} rows go on after the last answer: what follows it is not used`]),
    ...unreadNotes(exchanges),
  ];
}

/** Fields of turns that are not shown to the model, such as what it thought. */
function unreadNotes(exchanges: readonly Exchange[]): string[] {
  const rows = new Map<string, number>();
  for (const { unread = [] } of exchanges)
    for (const name of unread) rows.set(name, (rows.get(name) ?? 0) + 1);
  if (rows.size === 0) return [];
  const names = [...rows].slice(0, SHOWN).map(([name, n]) => `${oneLine(name)} (${n} rows)`);
  return [`fields of turns that are not used: ${names.join(', ')}${rows.size > SHOWN ? ', …' : ''}`];
}

/** Fields before there are only dots. */
const SHOWN = 8;

const isSome = <T>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0;
