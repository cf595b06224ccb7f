/** What can be set of instructions. */
import { z } from 'zod';

export const instructionConfig = z.strictObject({
  form: z
    .enum(['all', 'cloze', 'choice'])
    .default('all')
    .describe('Templates that are used: all, those that the model completes, or those that list the labels'),
  heldOut: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe('Templates of each form that are not trained on, drawn by seed; they are asked all the same'),
  perItem: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('Templates in which a training item is written, drawn by seed for each item'),
  trainOn: z
    .enum(['both', 'own', 'others'])
    .default('both')
    .describe('Training items: of this task, of the other tasks (then this one is held out), or both'),
  otherTasks: z
    .array(z.string().min(1))
    .default([])
    .describe('Tasks whose items are trained on too: name, or name=data; in all their templates'),
  cap: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(3000)
    .describe('Most training items of each other task, drawn by seed (FLAN caps its mixture at 3,000)'),
  // Without a default, so that configurations that do not use it stay what they were.
  choose: z
    .enum(['vote', 'best'])
    .optional()
    .describe(
      'What answers: the vote of all templates, or the one that is best on validation, asked alone; vote unless told',
    ),
});
export type InstructionConfig = z.output<typeof instructionConfig>;
