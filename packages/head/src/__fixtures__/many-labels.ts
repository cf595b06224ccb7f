/** A task with as many labels as a test wants. */
import type { ClassificationTask } from '@adaptbench/core';

export function manyLabels(n: number): ClassificationTask {
  const labels = Array.from({ length: n }, (_, k) => `label_${k}`);
  return {
    kind: 'classification',
    name: 'many',
    version: 1,
    language: 'en',
    source: 'made up',
    labels,
    templates: [
      {
        name: 'text',
        form: 'cloze',
        separator: '\n\n',
        write: (item) => `Text: ${item.fields['text']}\nLabel:`,
        verbalizer: Object.fromEntries(labels.map((label) => [label, [` ${label}`] as const])),
      },
    ],
  };
}
