/** The table of curves as it lies on the disk: a line per training, answers as hexadecimal digits, numbers to three digits. */
import { readFileSync } from 'node:fs';
import type { Curve } from '@adaptbench/harness';
import type { TrialSpec } from '@adaptbench/results';
import { z } from 'zod';

const seconds = z.number().min(0);
const lineSchema = z.object({
  /** Task, kind, configuration and seed. */
  id: z.string(),
  task: z.string(),
  /** `short`: the rate falls to 0 over fewer steps; `less`: fewer training items. */
  kind: z.enum(['whole', 'short', 'less']),
  /** Of the configuration in the sweep. */
  at: z.int(),
  method: z.string(),
  config: z.record(z.string(), z.unknown()),
  learningRate: z.number().nullable(),
  /** Of the method's own rate, where it has that. */
  rateFactor: z.number().optional(),
  seed: z.int(),
  steps: z.int(),
  parameters: z.int(),
  losses: z.array(z.number().nullable()),
  /** Step, answers, those that are recentred, mean probability of the right label. */
  looks: z.array(z.tuple([z.int(), z.string(), z.string().nullable(), z.number()])),
  test: z.string().nullable(),
  prepare: seconds,
  compile: seconds,
  step: seconds,
  validationItem: seconds,
  testItem: seconds,
});
type Line = z.infer<typeof lineSchema>;
export type CurveKind = Line['kind'];

/** A line of the table, answers as digits 0 and 1 again. */
export type CurveRow = Readonly<Line>;

/** Throws where a line is no such. */
export const readCurves = (file: string): CurveRow[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { looks, test, ...rest } = lineSchema.parse(JSON.parse(line));
      return {
        ...rest,
        looks: looks.map(([step, hex, recentred, gold]) => [
          step,
          digitsOf(hex),
          recentred === null ? null : digitsOf(recentred),
          gold,
        ]),
        test: test === null ? null : digitsOf(test),
      };
    });

interface Known {
  readonly id: string;
  readonly task: string;
  readonly kind: CurveKind;
  readonly at: number;
  readonly spec: TrialSpec;
  readonly curve: Curve;
}

export function curveLine({ id, task, kind, at, spec, curve }: Known): string {
  const line: Line = {
    id,
    task,
    kind,
    at,
    method: spec.method,
    config: { ...spec.config },
    learningRate: spec.training?.learningRate ?? null,
    ...(spec.training?.rateFactor === undefined ? {} : { rateFactor: spec.training.rateFactor }),
    seed: spec.seed,
    steps: curve.steps,
    parameters: curve.trainableParameters,
    losses: curve.losses.map((loss) => (Number.isFinite(loss) ? short(loss) : null)),
    looks: curve.looks.map(({ step, outcomes, recentred, gold }) => [
      step,
      hexOf(outcomes),
      recentred === null ? null : hexOf(recentred),
      short(gold),
    ]),
    test: curve.test === null ? null : hexOf(curve.test),
    prepare: short(curve.seconds.prepare),
    compile: short(curve.seconds.compile),
    step: short(curve.seconds.step),
    validationItem: short(curve.seconds.validationItem),
    testItem: short(curve.seconds.testItem),
  };
  return `${JSON.stringify(line)}\n`;
}

const short = (value: number): number => Number(value.toPrecision(3));

/** A leading 1 keeps the length. */
const hexOf = (digits: string): string => BigInt(`0b1${digits}`).toString(16);
const digitsOf = (hex: string): string => BigInt(`0x${hex}`).toString(2).slice(1);
