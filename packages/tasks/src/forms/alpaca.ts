/**
 * Alpaca's form (Taori et al. 2023), and Dolly's, which calls the input `context` and the output `response`. An instance:
 *
 *   {"instruction": "Translate into French.", "input": "cat", "output": "chat"}
 *
 * The user says the instruction and, where there is one, the input after an empty line. ms-swift has `query` and `response`. LLaMA-Factory's `history` holds what was said
 * before, `[["question", "answer"], …]`; of its preferences (`chosen`, `rejected`) the chosen answers are read.
 */
import { LoadError, type Turn } from '@adaptbench/core';
import { cellOf, textOf } from '../missing.ts';
import type { Row, Table } from '../read/table.ts';
import { answerTurns, noAnswerIn, withSystem } from './conversation.ts';
import { columnNamed, defineForm, preferred, systemColumn } from './form.ts';
import { excerpt, holdsLists, listIn } from './json-cell.ts';
import { holdsAnswers } from './turn-lists.ts';
import { exchangeOf } from './turns.ts';

const names = { input: ['input', 'context'], output: ['output', 'response'] };
/** ms-swift calls it the query. */
const instructionOf = (table: Table): string | null =>
  columnNamed(table, 'instruction') ??
  (columnNamed(table, 'response') === null ? null : columnNamed(table, 'query'));
const answerOf = (table: Table): string | null => columnNamed(table, ...names.output) ?? preferred(table);
const historyOf = (table: Table): string | null => {
  const column = columnNamed(table, 'history');
  return column !== null && (table.odd?.has(column) || holdsLists(table, column)) ? column : null;
};

export const alpaca = defineForm({
  title: 'Alpaca (instruction, input, output)',
  columns(table) {
    const [instruction, output] = [instructionOf(table), answerOf(table)];
    if (!instruction || !output) return null;
    const more = [columnNamed(table, ...names.input), systemColumn(table), historyOf(table)];
    return [instruction, output, ...more.filter((column) => column !== null)];
  },
  answer: answerOf,
  read(row, table, gold) {
    const instruction = textOf(row, table, instructionOf(table) ?? '', 'instruction');
    if ('leftOut' in instruction) return instruction;
    const column = columnNamed(table, ...names.input);
    const input = column === null ? { leftOut: '' } : textOf(row, table, column, 'input');
    const content =
      'leftOut' in input || NO_INPUT.test(input.text)
        ? instruction.text
        : `${instruction.text}\n\n${input.text}`;
    const turns: Turn[] = [...turnsBefore(row, table), { role: 'user', content }];
    const output = answerOf(table) ?? '';
    if (holdsAnswers(table, output)) {
      if (cellOf(row, output) === '') return noAnswerIn(output);
      const answered = answerTurns(row, output, '{"role": "assistant", "content": "…"}');
      return withSystem(exchangeOf([...turns, ...answered], `instruction+${output}`), row, table);
    }
    const answers = gold(row, table, output);
    if ('leftOut' in answers) return answers;
    return withSystem({ turns, answers }, row, table);
  },
});

/** As self-instruct writes that there is none, and pandas where it was missing. */
const NO_INPUT = /^(?:<?no ?input>?|nan|None|null|N\/A)$/iu;

/** What was said before. @throws LoadError where it is no list of pairs */
function turnsBefore(row: Row, table: Table): Turn[] {
  const column = historyOf(table);
  const list = column === null ? null : listIn(row, column, '[["question", "answer"]]');
  return (list ?? []).flatMap((pair, i): Turn[] => {
    const [user, assistant, ...more] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof user !== 'string' || typeof assistant !== 'string' || more.length > 0)
      throw new LoadError(
        `${column}[${i}]: expected a pair ["question", "answer"], found ${excerpt(pair)}. Mend it, or leave the row out.`,
      );
    return [
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ];
  });
}
