/** Which of a task's templates are used, and which of them are trained on. */
import { ConfigError, type Task, random } from '@adaptbench/core';
import type { InstructionConfig } from './config.ts';

export interface Chosen {
  /** Index into `task.templates`. */
  readonly index: number;
  readonly name: string;
  readonly form: string;
  /** Whether it is trained on; all are, unless some are held out. */
  readonly seen: boolean;
}

/** In the task's order. Of each form as many are held out, the same ones for one seed whatever else is set. */
export function chooseTemplates(
  task: Task,
  { form, heldOut }: Pick<InstructionConfig, 'form' | 'heldOut'>,
  seed: number,
): Chosen[] {
  const all = task.templates.map((template, index) => ({ index, name: template.name, form: template.form }));
  const used = all.filter((template) => form === 'all' || template.form === form);
  if (used.length === 0)
    throw new ConfigError(
      `instruction: form is "${form}", but no template of ${task.name} is: they are ${[...new Set(all.map((t) => t.form))].join(', ')}. Set instruction.form=all.`,
    );
  const unseen = new Set(
    [...new Set(used.map((t) => t.form))].flatMap((each) => {
      const ofForm = used.filter((t) => t.form === each);
      if (heldOut >= ofForm.length)
        throw new ConfigError(
          `instruction: heldOut is ${heldOut}: expected less than ${ofForm.length}, the ${each} templates of ${task.name}.`,
        );
      return random(seed, 'instruction', 'held out', each).shuffle(ofForm).slice(0, heldOut);
    }),
  );
  return used.map((template) => ({ ...template, seen: !unseen.has(template) }));
}
