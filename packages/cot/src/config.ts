/** What can be set of chain of thought. */
import { z } from 'zod';
import { triggers } from './triggers.ts';

export const cotConfig = z.strictObject({
  mode: z
    .enum(['few-shot', 'zero-shot'])
    .default('few-shot')
    .describe(
      'few-shot: exemplars with worked solutions, one answer; zero-shot: a trigger, the model’s own thoughts, then the question for the answer',
    ),
  rationale: z
    .boolean()
    .default(true)
    .describe(
      'false is the control: the same exemplars (or training items) with answers only; zero-shot without a trigger',
    ),
  shots: z
    .int()
    .min(0)
    .max(64)
    .default(4)
    .describe('Exemplars of few-shot; 0: the bare question, for a tuned model'),
  trigger: z
    .string()
    .min(1)
    .default('step-by-step')
    .describe(`Words that begin the zero-shot answer: ${Object.keys(triggers).join(', ')}, or any text`),
  samples: z
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('Answers drawn for an item, of which the most frequent counts (self-consistency); 1: greedy'),
  temperature: z.number().min(0).max(5).default(0.7).describe('Of samples, where there are several'),
  topP: z.number().gt(0).max(1).default(1).describe('Nucleus of samples, where there are several'),
  maxRationaleTokens: z.int().min(1).max(8192).default(256).describe('Most tokens of a worked solution'),
  maxAnswerTokens: z
    .int()
    .min(1)
    .max(1024)
    .default(32)
    .describe('Most tokens of an answer that is asked for by itself'),
});
export type CotConfig = z.output<typeof cotConfig>;
