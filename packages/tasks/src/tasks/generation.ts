/**
 * Questions with free answers from a user's own file. An instance, of `--task capitals.jsonl --extract exact`:
 *
 *   {"question": "What is the capital of Peru?", "answer": "Lima"}
 *
 * Source: the user's. `extract` says what an answer is: number, letter, yesno or exact. Metric: share of right answers, read strictly and
 * leniently.
 */
import { basename } from 'node:path';
import { type GenerationTemplate, type Item, LoadError } from '@adaptbench/core';
import { columnNotes, columnsOf, findColumns } from '../columns.ts';
import { defineTask } from '../definition.ts';
import { extractors } from '../extract/index.ts';
import { questionTask } from '../question-task.ts';
import { emptyNotes, fieldsOf, textOf } from '../missing.ts';
import { pairNotes, refusePair, unclearMend } from '../pairs.ts';
import { findColumn } from '../read/table.ts';
import { columnsInTemplate, fillIn } from '../templates/classification.ts';

const usual = {
  question: ['question', 'prompt', 'input', 'instruction', 'problem', '问题'],
  answer: ['answer', 'output', 'response', 'target', 'label', '答案'],
};

/** How a suggested prompt ends. */
const ending = 'Answer:';

export default defineTask({
  name: 'generation',
  kind: 'generation',
  language: 'en',
  source: 'a file with a question and an answer column',
  data: null,
  general: true,
  open(data, spec) {
    const shown = [...new Set((spec.templates ?? []).flatMap(columnsInTemplate))];
    if (spec.textColumn === undefined && shown.length === 0)
      refusePair(data, usual.question, usual.answer, ending);
    const wanted = {
      // Where the prompt is the user's own and no column has a usual name, the first that it shows is the text.
      text: {
        named: spec.textColumn,
        usual: [...usual.question, ...shown.map((name) => name.trim().toLowerCase())],
      },
      answer: { named: spec.labelColumn, usual: usual.answer },
    };
    const columns = findColumns(data, wanted);
    const columnsIn = columnsOf(columns);
    const tables = columns.map(({ table }) => table);
    const language = spec.language ?? 'en';
    const extract = spec.extract ?? 'exact';
    const { rationaleColumn } = spec;
    const task = questionTask(
      {
        name: 'generation',
        version: 2,
        language,
        source: tables.map(({ file }) => basename(file)).join(', '),
      },
      extract,
    );
    const [first, ...rest] = (spec.templates ?? []).map((text, i): GenerationTemplate => {
      const write = fillIn(text, ['question', ...tables[0]!.columns]);
      const plain = task.templates[0];
      return Object.assign({}, plain, { name: `own-${i}`, write: (item: Item) => write(item.fields) });
    });
    return {
      task: first ? { ...task, templates: [first, ...rest] } : task,
      notes: [
        ...columnNotes(columns, wanted, [
          ...shown,
          ...(rationaleColumn === undefined ? [] : [rationaleColumn]),
        ]),
        ...(first ? [] : pairNotes(columns, spec.textColumn !== undefined, ending)),
        ...emptyNotes(tables, shown, 'question'),
      ],
      unclear: unclearMend(columns, ending),
      draft(row, table) {
        const { text: question, answer } = columnsIn(table);
        if (answer === null) return { leftOut: 'no column of answers' };
        const gold = textOf(row, table, answer, 'answer');
        if ('leftOut' in gold) return gold;
        const canonical = extractors[extract].canonical(gold.text);
        if (canonical === null)
          throw new LoadError(
            `"${gold.text}" is not an answer of the kind "${extract}". Choose another --extract.`,
          );
        const text = textOf(row, table, question, 'question');
        if ('leftOut' in text) return text;
        const rationale =
          rationaleColumn === undefined
            ? undefined
            : row.values[findColumn(table, rationaleColumn, [], '--rationale-column')];
        return {
          fields: { ...fieldsOf(row, table, shown), question: text.text },
          answer: canonical,
          ...(rationale === undefined ? {} : { rationale }),
        };
      },
    };
  },
});
