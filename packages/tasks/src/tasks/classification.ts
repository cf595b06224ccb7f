/**
 * Classification of a user's own file: a column of texts and a column of labels, each label's word its name. An instance, of
 * `--task reviews.csv --text-column review --label-column stars`:
 *
 *   review,stars
 *   "Cold food, late again.",bad
 *
 * Source: the user's. Five cloze and five choice templates, of which the first names the labels (up to 30), or the user's own. Metric:
 * accuracy.
 */
import { basename } from 'node:path';
import { LoadError } from '@adaptbench/core';
import { columnNotes, columnsOf, findColumns, readingOf } from '../columns.ts';
import { defineTask } from '../definition.ts';
import { isListed } from '../forms/sets.ts';
import { columnOfNames } from '../label-column-beside.ts';
import { jointNotes, wordNotes } from '../label-words.ts';
import { readLabels } from '../labels.ts';
import { emptyNotes, fieldsOf, textOf } from '../missing.ts';
import { pairNotes, refusePair, unclearMend } from '../pairs.ts';
import { columnsInTemplate, generalTemplates, ownTemplate } from '../templates/classification.ts';

const usual = {
  text: [
    ['text', 'sentence', 'review', 'content', 'comment', 'question', '文本', '评论', '内容'],
    ['utterance', 'tweet', 'headline', 'input', 'prompt', 'query'],
  ].flat(),
  label: ['label', 'labels', 'class', 'category', 'sentiment', 'intent', 'target', '标签', '类别'],
};

/** How a suggested prompt ends. */
const ending = 'Label:';

export default defineTask({
  name: 'classification',
  kind: 'classification',
  language: 'en',
  source: 'a file with a text and a label column',
  data: null,
  general: true,
  open(data, spec) {
    const shown = [...new Set((spec.templates ?? []).flatMap(columnsInTemplate))];
    if (spec.textColumn === undefined && shown.length === 0)
      refusePair(data, usual.text, usual.label, ending);
    const wanted = {
      // Where the prompt is the user's own and no column has a usual name, the first that it shows is the text.
      text: {
        named: spec.textColumn,
        usual: [...usual.text, ...shown.map((name) => name.trim().toLowerCase())],
      },
      answer: {
        named: spec.labelColumn,
        usual: usual.label,
        hint: ' If answers are free texts, say --kind generation.',
      },
    };
    const columns = findColumns(data, wanted);
    const columnsIn = columnsOf(columns);
    for (const { table, answer } of columns)
      if (answer !== null && isListed(table, answer))
        throw new LoadError(
          `${table.file}: column "${answer}" holds lists of labels: several labels an item are a task of their own. Say --extract set, without --kind classification.`,
        );
    const tables = columns.map(({ table }) => table);
    const read = readLabels(columns, { names: spec.labels, columnNamed: spec.labelColumn !== undefined });
    const { labels } = read;
    const language = spec.language ?? 'en';
    const [first, ...rest] = (spec.templates ?? []).map((text, i) =>
      ownTemplate(text, i, ['text', ...tables[0]!.columns], labels, language),
    );
    return {
      task: {
        kind: 'classification',
        name: 'classification',
        version: 3,
        language,
        source: tables.map(({ file }) => basename(file)).join(', '),
        labels,
        templates: first ? [first, ...rest] : generalTemplates(labels, language),
      },
      notes: [
        ...columnNotes(columns, wanted, shown),
        ...(first ? [] : pairNotes(columns, spec.textColumn !== undefined, ending)),
        ...emptyNotes(tables, shown, 'text'),
        ...read.notes,
        ...wordNotes(labels, spec.labels === undefined ? columnOfNames(columns, labels) : null),
        ...(spec.labels === undefined ? jointNotes(labels) : []),
      ],
      unclear: unclearMend(columns, ending),
      reading: readingOf(columns, shown, 'text and label'),
      draft(row, table) {
        const answer = read.of(row, table);
        if ('leftOut' in answer) return answer;
        const text = textOf(row, table, columnsIn(table).text, 'text');
        if ('leftOut' in text) return text;
        return { fields: { ...fieldsOf(row, table, shown), ...text }, answer: answer.label };
      },
    };
  },
});
