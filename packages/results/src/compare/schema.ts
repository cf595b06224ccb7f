/** What a comparison of two runs says, as `--json` writes it. Shares in percent, changes of them in points, other changes in percent. */
import { z } from 'zod';

const number = z.number().nullable();

/** `same`: no change beyond noise. `changed`: an exact figure that is another but no worse. `unknown`: nothing can be said, `reason` says why. */
const verdict = z.enum(['worse', 'better', 'changed', 'same', 'unknown', 'refused']);

const finding = z.strictObject({
  figure: z.string().describe('what was compared, e.g. test accuracy, item p50'),
  group: z.enum(['accuracy', 'size', 'memory', 'latency', 'published']),
  unit: z.string().describe('of old and new'),
  old: number.describe('mean over seeds; geometric for memory and times'),
  new: number.describe('as old'),
  change: number.describe('points for accuracy, percent of old for the rest'),
  low: number.describe('95 % interval of the change, for this figure alone'),
  high: number,
  p: number.describe(
    'two-sided: of no change in accuracy; of a change of at most minEffect in a measured figure',
  ),
  adjustedP: number.describe('Holm over all tests of the comparison; null where it is not one of them'),
  test: z.string().describe('how it was compared; empty where it was not'),
  verdict,
  reason: z.string().describe('why unknown or refused; what restricts the finding; else empty'),
});

const state = z.strictObject({
  planned: z.int(),
  done: z.int(),
  failed: z.int(),
  skipped: z.int(),
  reason: z.string().describe('why trials failed or were skipped'),
});

const pair = z.strictObject({
  task: z.string(),
  method: z.string(),
  configuration: z.string(),
  matched: z
    .enum(['identical', 'settings', 'name'])
    .describe(
      'the same trials; the same method, settings and task on another model, data path or engine; only the same name',
    ),
  states: z.strictObject({ old: state, new: state, verdict: z.enum(['worse', 'better', 'same']) }),
  answers: z
    .strictObject({ compared: z.int(), changed: z.int() })
    .nullable()
    .describe(
      'right where it was wrong or the other way round, of the same seeds and test items; null where there are none',
    ),
  notes: z.array(z.string()),
  findings: z.array(finding),
});

const only = z.strictObject({ task: z.string(), method: z.string(), configuration: z.string(), state });

const run = z.strictObject({
  folder: z.string(),
  digest: z.string().describe('hash of its trials, models and data'),
  startedAt: z.string().nullable(),
  commit: z
    .string()
    .nullable()
    .describe('of the program; null outside a git checkout and for imported results'),
});

export const comparisonSchema = z.strictObject({
  format: z.literal(1),
  old: run,
  new: run,
  verdict: z.enum(['no regression', 'regression', 'not comparable']),
  minEffect: z.strictObject({
    memory: z.number().describe('percent; changes that are not surely larger are not flagged'),
    latency: z.number(),
  }),
  tests: z.int().describe('over which Holm adjusts'),
  sameMachine: z.boolean(),
  machine: z.array(z.string()).describe('differences; not empty: times and memory are not compared'),
  differences: z
    .array(z.string())
    .describe(
      'other things to know: what changed between the runs (model, data, program, versions), busy machines',
    ),
  shifts: z.array(z.string()).describe('figures that moved the same way in all rows'),
  rows: z.array(pair),
  added: z.array(only),
  removed: z.array(only),
});

export type RunComparison = z.infer<typeof comparisonSchema>;
export type Finding = z.infer<typeof finding>;
export type ComparedRow = z.infer<typeof pair>;
export type RowState = z.infer<typeof state>;
