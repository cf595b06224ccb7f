/**
 * Classification of a user's own file: a column of texts and a column of labels, each label's word its name. An instance, of
 * `--task reviews.csv --text-column review --label-column stars`:
 *
 *   review,stars
 *   "Cold food, late again.",bad
 *
 * Source: the user's. Five cloze and five choice templates, or the user's own. Metric: accuracy.
 */
import { basename } from 'node:path';
import { LoadError } from '@adaptbench/core';
import { defineTask } from '../definition.ts';
import { detectLabels, labelName, rawLabel } from '../labels.ts';
import { findColumn } from '../read/table.ts';
import { rejectFields } from '../reject-fields.ts';
import { columnsOf, generalTemplates, ownTemplate } from '../templates/classification.ts';

const usual = {
  text: ['text', 'sentence', 'review', 'content', 'comment', 'question', '文本', '评论', '内容'],
  label: ['label', 'labels', 'class', 'category', 'sentiment', 'intent', 'target', '标签', '类别'],
};

export default defineTask({
  name: 'classification',
  kind: 'classification',
  language: 'en',
  source: 'a file with a text and a label column',
  data: null,
  open(data, spec) {
    rejectFields('classification', spec, ['extract', 'rationaleColumn']);
    const tables = Object.values(data).flat();
    const columns = tables.map((table) => ({
      table,
      text: findColumn(table, spec.textColumn, usual.text, '--text-column'),
      label: findColumn(table, spec.labelColumn, usual.label, '--label-column'),
    }));
    const values = new Set(
      columns
        .flatMap(({ table, label }) => table.rows.map((row) => rawLabel(row, table, label) ?? []))
        .flat(),
    );
    const { labels, nameOf } = detectLabels(values, spec.labels, columns[0]!.label);
    const language = spec.language ?? 'en';
    const shown = [...new Set((spec.templates ?? []).flatMap(columnsOf))];
    const [first, ...rest] = (spec.templates ?? []).map((text, i) =>
      ownTemplate(text, i, ['text', ...tables[0]!.columns], labels, language),
    );
    return {
      task: {
        kind: 'classification',
        name: 'classification',
        version: 1,
        language,
        source: tables.map(({ file }) => basename(file)).join(', '),
        labels,
        templates: first ? [first, ...rest] : generalTemplates(labels, language),
      },
      notes: [
        ...(spec.labels ? [] : [`labels found: ${labels.join(', ')}`]),
        ...(labels.every((label) => /^-?\d+$/u.test(label))
          ? ['labels are numbers, which tell a model nothing: name them, e.g. --labels 0=negative,1=positive']
          : []),
      ],
      draft(row, table) {
        const { text: textColumn, label } = columns.find((c) => c.table === table)!;
        const value = rawLabel(row, table, label);
        if (value === null) return null;
        const text = row.values[textColumn]?.trim();
        if (!text) throw new LoadError(`column "${textColumn}" is empty.`);
        const more = shown.map((column) => [column, row.values[column] ?? '']);
        return { fields: { ...Object.fromEntries(more), text }, answer: labelName(value, nameOf) };
      },
    };
  },
});
