/** A classification task whose labels and templates are known before its data. */
import { type ClassificationTemplate, LoadError } from '@adaptbench/core';
import { columnNotes, columnsOf, findColumns } from './columns.ts';
import { type TaskDefinition, defineTask } from './definition.ts';
import { readLabels } from './labels.ts';
import { textOf } from './missing.ts';
import type { DataReference, DataSet } from './read/data-set.ts';
import type { TaskSpec } from './task-spec.ts';

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
    open(tables, spec: TaskSpec) {
      const wanted = {
        text: { named: spec.textColumn, usual: columns.text },
        answer: { named: spec.labelColumn, usual: columns.label },
      };
      const found = findColumns(tables, wanted);
      const columnsIn = columnsOf(found);
      const own = Object.fromEntries(labels.map((l) => [l, l]));
      const read = readLabels(found, {
        names: spec.labels,
        fixed: { ...own, ...task.values },
        columnNamed: true,
      });
      return {
        task: { kind: 'classification', name, version, language, source, labels, templates },
        notes: generate ? [] : [...columnNotes(found, wanted, []), ...read.notes],
        draft(row, table) {
          const answer = read.of(row, table);
          if ('leftOut' in answer) return answer;
          if (!labels.includes(answer.label))
            throw new LoadError(`"${answer.label}" is no label of ${name}: expected ${labels.join(', ')}.`);
          const text = textOf(row, table, columnsIn(table).text, 'text');
          return 'leftOut' in text ? text : { fields: text, answer: answer.label };
        },
      };
    },
  });
}
