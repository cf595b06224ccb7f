/**
 * Whether a label's word begins another's, in each of a task's templates and with each model's tokenizer: there, and only there, what ends
 * an answer counts as part of it.
 *
 *   node --import tsx scripts/answers/nested.ts --model embedded --model models/SmolLM2-135M-Instruct.Q4_1.gguf --task hotel --task sst2=data/sst2
 */
import { parseArgs } from 'node:util';
import { type Task, labelForm } from '@adaptbench/core';
import { loadModel } from '@adaptbench/models';
import { loadTask } from '@adaptbench/tasks';

const { values } = parseArgs({
  options: {
    model: { type: 'string', multiple: true, default: ['embedded'] },
    task: { type: 'string', multiple: true, default: ['hotel'] },
  },
});

for (const reference of values.model) {
  const { tokenizer, architecture } = await loadModel(reference);
  for (const asked of values.task) {
    const [name = '', data] = asked.split('=');
    const { task, splits } = await loadTask({ name, ...(data === undefined ? {} : { data }) }, 0);
    const found = nestedTemplates(task, (kind, template) =>
      labelForm(
        {
          task: kind,
          template,
          pool: splits.train,
          seed: 0,
          tokenizer,
          contextLength: architecture.shape.contextLength,
          frame: (text) => text,
        },
        kind,
        splits.test[0]!,
      ).notes.join(),
    );
    const line = found.length === 0 ? 'none' : found.join('; ');
    console.log(`${reference}, ${name}, ${task.templates.length} templates: ${line}`);
  }
}

function nestedTemplates(
  task: Task,
  noteOf: (task: Extract<Task, { kind: 'classification' }>, template: number) => string,
): string[] {
  if (task.kind === 'generation') return [];
  return task.templates.flatMap(({ name }, index) => {
    const note = noteOf(task, index);
    return note === '' ? [] : [`${name} (${note})`];
  });
}
