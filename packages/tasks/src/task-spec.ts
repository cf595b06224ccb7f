/** What a user asks for when naming a task: plain JSON, so that it travels to other processes and into manifests. */
import { ConfigError, nearest } from '@adaptbench/core';
import { z } from 'zod';
import { extractors } from './extract/index.ts';

const count = z.int().min(0).optional();

/** Fields are those of the command line, in camel case (`--text-column` is `textColumn`). */
export const TaskSpec = z.strictObject({
  name: z
    .string()
    .min(1)
    .describe('A known task (sst2, gsm8k, …), `classification` or `generation`, or a data file'),
  data: z
    .union([
      z.string().min(1),
      z.strictObject({ train: z.string(), validation: z.string().optional(), test: z.string().optional() }),
    ])
    .optional()
    .describe(
      'File, folder with train/validation/test files, a file a split, or hf:org/name; else the task’s own',
    ),
  kind: z
    .enum(['classification', 'generation'])
    .optional()
    .describe('Of a data file; default classification'),
  textColumn: z.string().optional().describe('Column of the text or question'),
  labelColumn: z.string().optional().describe('Column of the label or answer'),
  rationaleColumn: z.string().optional().describe('Column of worked solutions'),
  labels: z
    .record(z.string(), z.string().min(1))
    .optional()
    .describe(
      'Value in the file → name of the label, for all that are labels, e.g. {"0": "negative", "1": "positive"}',
    ),
  templates: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Own prompts for a data file, with columns in braces: "Review: {text}\\nSentiment:"'),
  language: z.string().optional().describe('BCP 47, of a data file; default en'),
  extract: z
    .enum(Object.keys(extractors) as [keyof typeof extractors])
    .optional()
    .describe('What an answer is, for generation from a data file; default exact'),
  maxNewTokens: z
    .int()
    .min(1)
    .max(8192)
    .optional()
    .describe('Most tokens of a free answer; default the task’s own'),
  encoding: z.string().optional().describe('Of text files; default detected'),
  delimiter: z.string().min(1).optional().describe('Of CSV files; default detected'),
  sampling: z
    .enum(['natural', 'balanced'])
    .default('natural')
    .describe(
      'Splits that are cut here, and samples of train, keep the labels’ proportions or hold as many of each',
    ),
  train: count.describe('Items in train; the same seed’s smaller numbers are subsets'),
  validation: count.describe('Items in validation'),
  test: count.describe('Items in test'),
  limit: count.describe('At most this many items in validation and in test'),
  offline: z.boolean().optional().describe('Read hub data from the cache only'),
});
export type TaskSpec = z.output<typeof TaskSpec>;
/** As a user writes it: what has a default may be left out. */
export type TaskSpecInput = z.input<typeof TaskSpec>;

/** @throws ConfigError with all faults in one line */
export function parseTaskSpec(input: unknown): TaskSpec {
  const parsed = TaskSpec.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys
        .map((key) => {
          const near = nearest(key, Object.keys(TaskSpec.shape));
          return `unknown field "${key}"${near === null ? '' : `, did you mean "${near}"?`}`;
        })
        .join('; ');
    return `${issue.path.length === 0 ? '' : `${issue.path.join('.')}: `}${issue.message.replace(', received undefined', ', which is missing')}`;
  });
  throw new ConfigError(`task: ${faults.join('; ')}`);
}
