/** A classification task whose labels and templates are known before its data. */
import { type ClassificationTemplate, LoadError } from '@adaptbench/core';
import { type TaskDefinition, defineTask } from './definition.ts';
import { labelName, rawLabel } from './labels.ts';
import { findColumn } from './read/table.ts';
import type { DataReference, DataSet } from './read/data-set.ts';
import type { TaskSpec } from './task-spec.ts';
import { rejectFields } from './reject-fields.ts';

export interface FixedClassification {
  readonly name: string;
  readonly version: number;
  readonly language: string;
  readonly source: string;
  readonly data: DataReference | null;
  readonly generate?: () => DataSet;
  readonly labels: readonly string[];
  /** Other values that files use → label, e.g. `0` → `negative`. */
  readonly values: Readonly<Record<string, string>>;
  /** Usual names of the columns, the first that is there is read. */
  readonly columns: { readonly text: readonly string[]; readonly label: readonly string[] };
  readonly templates: readonly [ClassificationTemplate, ...ClassificationTemplate[]];
}

export function fixedClassification(task: FixedClassification): TaskDefinition {
  const { name, version, language, source, data, generate, labels, columns, templates } = task;
  return defineTask({
    name,
    kind: 'classification',
    language,
    source,
    data,
    ...(generate ? { generate } : {}),
    open(_tables, spec: TaskSpec) {
      rejectFields(name, spec, ['kind', 'templates', 'language', 'extract', 'rationaleColumn']);
      const nameOf = { ...Object.fromEntries(labels.map((l) => [l, l])), ...task.values, ...spec.labels };
      return {
        task: { kind: 'classification', name, version, language, source, labels, templates },
        notes: [],
        draft(row, table) {
          const textColumn = findColumn(table, spec.textColumn, columns.text, '--text-column');
          const labelColumn = findColumn(table, spec.labelColumn, columns.label, '--label-column');
          const value = rawLabel(row, table, labelColumn);
          if (value === null) return null;
          const answer = labelName(value, nameOf);
          if (!labels.includes(answer))
            throw new LoadError(`"${answer}" is no label of ${name}: expected ${labels.join(', ')}.`);
          const text = row.values[textColumn]?.trim();
          if (!text) throw new LoadError(`column "${textColumn}" is empty.`);
          return { fields: { text }, answer };
        },
      };
    },
  });
}
