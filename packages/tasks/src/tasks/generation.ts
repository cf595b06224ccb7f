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
import { defineTask } from '../definition.ts';
import { extractors } from '../extract/index.ts';
import { questionTask } from '../question-task.ts';
import { findColumn } from '../read/table.ts';
import { rejectFields } from '../reject-fields.ts';
import { columnsOf, fillIn } from '../templates/classification.ts';

const usual = {
  question: ['question', 'prompt', 'input', 'instruction', 'problem', '问题'],
  answer: ['answer', 'output', 'response', 'target', 'label', '答案'],
};

export default defineTask({
  name: 'generation',
  kind: 'generation',
  language: 'en',
  source: 'a file with a question and an answer column',
  data: null,
  open(data, spec) {
    rejectFields('generation', spec, ['labels']);
    const tables = Object.values(data).flat();
    const language = spec.language ?? 'en';
    const extract = spec.extract ?? 'exact';
    const task = questionTask(
      {
        name: 'generation',
        version: 2,
        language,
        source: tables.map(({ file }) => basename(file)).join(', '),
      },
      extract,
    );
    const shown = [...new Set((spec.templates ?? []).flatMap(columnsOf))];
    const [first, ...rest] = (spec.templates ?? []).map((text, i): GenerationTemplate => {
      const write = fillIn(text, ['question', ...tables[0]!.columns]);
      const plain = task.templates[0];
      return Object.assign({}, plain, { name: `own-${i}`, write: (item: Item) => write(item.fields) });
    });
    return {
      task: first ? { ...task, templates: [first, ...rest] } : task,
      notes: [],
      draft(row, table) {
        const question = findColumn(table, spec.textColumn, usual.question, '--text-column');
        const answer = findColumn(table, spec.labelColumn, usual.answer, '--label-column');
        const gold = row.values[answer];
        if (gold === undefined) return null;
        const canonical = extractors[extract].canonical(gold);
        if (canonical === null)
          throw new LoadError(
            `"${gold}" is not an answer of the kind "${extract}". Choose another --extract.`,
          );
        const text = row.values[question]?.trim();
        if (!text) throw new LoadError(`column "${question}" is empty.`);
        const rationale =
          spec.rationaleColumn === undefined
            ? undefined
            : row.values[findColumn(table, spec.rationaleColumn, [], '--rationale-column')];
        return {
          fields: { ...Object.fromEntries(shown.map((c) => [c, row.values[c] ?? ''])), question: text },
          answer: canonical,
          ...(rationale === undefined ? {} : { rationale }),
        };
      },
    };
  },
});
