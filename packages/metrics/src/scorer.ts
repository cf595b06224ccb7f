/**
 * A metric of one's own: a module whose default export is `(prediction, references, labels) => number`, from 0 to 1 and more is better, or
 * an object that says otherwise. It runs in this process, with all that this process may do: it is its user's program.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, type GradedAnswer, type Metric, defineMetric, oneLine, shown } from '@adaptbench/core';
import { z } from 'zod';
import { importModule, moduleHash } from './scorer-module.ts';
import { meanOf } from './grading/item-metric.ts';

/** How good one answer is; `prediction` is null where nothing could be read. */
export type Score = (prediction: string | null, references: string[], labels: string[]) => number;

/** A scorer that says more of itself than its function does. */
export interface Scorer {
  readonly name: string;
  readonly better: 'more' | 'less';
  /** Least and greatest score. */
  readonly range: readonly [number, number];
  readonly score: Score;
}

const scoreSchema = z.custom<Score>((value) => typeof value === 'function', 'expected a function');
const scorerSchema = z.object({
  name: z.string().regex(/^[\w.-]{1,60}$/u, 'expected a name of up to 60 letters, digits, ".", "_" and "-"'),
  better: z.enum(['more', 'less']),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([least, greatest]) => least < greatest, 'expected the least score before the greatest'),
  score: scoreSchema,
});

/** What the module says, as a hash: see `moduleHash`. @throws ConfigError where it cannot be read */
export async function scorerHash(file: string): Promise<string> {
  try {
    return await moduleHash(path.resolve(file));
  } catch (cause) {
    throw new ConfigError(`scorer ${file}: ${messageOf(cause)}. Does "npx tsx ${file}" run?`, { cause });
  }
}

/** The module as a metric. @throws ConfigError with the file, what was expected of it and what was found */
export async function loadScorer(file: string): Promise<Metric> {
  const full = path.resolve(file);
  if (!existsSync(full)) throw new ConfigError(`scorer ${file}: no such file.`);
  let module: object;
  try {
    module = await importModule(full);
  } catch (cause) {
    throw new ConfigError(`scorer ${file}: ${messageOf(cause)}. Does "npx tsx ${file}" run?`, { cause });
  }
  const found: unknown = 'default' in module ? module.default : undefined;
  if (typeof found === 'function')
    return scorerMetric(file, {
      name: path.parse(full).name.replaceAll(/[^\w.-]+/gu, '-') || 'scorer',
      better: 'more',
      range: [0, 1],
      score: found as Score,
    });
  const read = scorerSchema.safeParse(found);
  if (!read.success)
    throw new ConfigError(
      `scorer ${file}: expected "export default" of a function (prediction, references, labels) => number, or of { name, better, range, score }: ${faults(read.error, found)}.`,
    );
  return scorerMetric(file, read.data);
}

function faults(error: z.ZodError, found: unknown): string {
  if (typeof found !== 'object' || found === null)
    return found === undefined ? 'it has none' : `it is ${typeof found}`;
  return error.issues
    .slice(0, 4)
    .map(({ path: at, message }) => `${at.join('.')}: ${message}`)
    .join('; ');
}

function scorerMetric(file: string, { name, better, range, score }: Scorer): Metric {
  const [least, greatest] = range;
  const one = ({ prediction, references }: GradedAnswer, labels: readonly string[], item: number): number => {
    const where = `scorer ${file}: item ${item}`;
    let grade: unknown;
    try {
      // Copies: what it does to its arguments stays its own.
      grade = score(prediction, [...references], [...labels]);
    } catch (cause) {
      throw new ConfigError(`${where}: ${messageOf(cause)}`, { cause });
    }
    if (typeof grade !== 'number' || !Number.isFinite(grade))
      throw new ConfigError(`${where}: gave ${described(grade)}: expected a finite number.`);
    if (grade < least || grade > greatest)
      throw new ConfigError(`${where}: gave ${grade}: expected a number from ${least} to ${greatest}.`);
    return grade;
  };
  return defineMetric({
    name,
    title: name,
    means: `Scored by ${path.basename(file)}, a mean over items.`,
    better,
    range,
    binary: false,
    grade: (answers, labels) => meanOf(answers.map((answer, item) => one(answer, labels, item))),
  });
}

const messageOf = (error: unknown): string =>
  oneLine(error instanceof Error ? `${error.name}: ${error.message}` : shown(String(error)));

function described(value: unknown): string {
  if (value instanceof Promise) return 'a promise (a scorer may not be async)';
  return typeof value === 'string' || typeof value === 'boolean' || value === null
    ? shown(value)
    : typeof value === 'number'
      ? String(value)
      : typeof value;
}
