/**
 * What a task's answers are graded by: what its kind has by default, or what the user asks for. Metrics are loaded where there are any. What
 * the user's files say, a scorer's and a schema's, is part of what a trial is: its hash goes into the task's specification.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ConfigError, type Splits, type Task, fileError, referencesOf } from '@adaptbench/core';
import type { AnswerKind } from '@adaptbench/metrics';
import type { ExtractorName } from './extract/index.ts';
import { parseJson } from './read/json-value.ts';
import type { TaskSpec } from './task-spec.ts';

const kinds: Readonly<Partial<Record<ExtractorName, AnswerKind>>> = {
  text: 'text',
  exact: 'text',
  json: 'json',
  slots: 'slots',
  set: 'set',
};

/** Hashes of the files by which answers are graded, as the specification has them; no field where there is no file. */
export type GradingHashes = Pick<TaskSpec, 'scorerHash' | 'jsonSchemaHash'>;

/**
 * No metrics for known tasks unless the user asks; none where right or wrong is all there is: classes of like sizes, numbers, letters.
 * @param own whether the data are the user's own
 * @throws ConfigError for a metric, scorer or schema that cannot be, or that is not what it was when the trial was planned
 */
export async function metricsOf(
  task: Task,
  splits: Splits,
  spec: TaskSpec,
  { own, answers }: { readonly own: boolean; readonly answers: ExtractorName | undefined },
): Promise<{ readonly metrics: Task['metrics']; readonly hashes: GradingHashes }> {
  const { metric, scorer, jsonSchema } = spec;
  const kind = task.kind === 'classification' ? 'labels' : answers && kinds[answers];
  const asked = metric !== undefined || scorer !== undefined;
  if (!asked && (!own || kind === undefined)) return { metrics: undefined, hashes: {} };
  if (metric !== undefined && scorer !== undefined)
    throw new ConfigError(
      'task: "metric" and "scorer" both say what configurations are chosen by: leave one out.',
    );
  const { findMetric, loadScorer, metricsFor, scorerHash, withChooser } = await import('@adaptbench/metrics');
  const schema = jsonSchema === undefined ? undefined : await schemaIn(jsonSchema);
  const chosen = scorer === undefined ? null : await loadScorer(scorer);
  const hashes: GradingHashes = {
    ...(scorer === undefined ? {} : { scorerHash: await scorerHash(scorer) }),
    ...(schema === undefined ? {} : { jsonSchemaHash: digest(JSON.stringify(schema)) }),
  };
  checkHashes(spec, hashes);
  const context = {
    language: task.language,
    ...(task.kind === 'classification' ? { labels: task.labels } : {}),
    references: splits.test.map(referencesOf),
    ...(schema === undefined ? {} : { schema }),
  };
  const usual = kind === undefined ? [] : metricsFor(kind, context);
  if (chosen !== null) return { metrics: withChooser(usual, chosen), hashes };
  if (metric !== undefined) return { metrics: withChooser(usual, findMetric(metric, context)), hashes };
  const [first, ...more] = usual;
  // Its share of right answers is told of every task.
  const told = first === undefined || first.name === 'accuracy' ? undefined : ([first, ...more] as const);
  return { metrics: told, hashes };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

function checkHashes(spec: TaskSpec, hashes: GradingHashes): void {
  for (const [file, hash] of [
    ['scorer', 'scorerHash'],
    ['jsonSchema', 'jsonSchemaHash'],
  ] as const) {
    const [planned, now] = [spec[hash], hashes[hash]];
    if (planned !== undefined && planned !== now)
      throw new ConfigError(
        `task: ${file} ${spec[file] ?? 'is none'}: is not what it was when this was planned (hash ${planned}, now ${now ?? 'none'}), and grades by two do not go together. Bring it back, or begin a new run.`,
      );
  }
}

async function schemaIn(file: string): Promise<unknown> {
  try {
    return parseJson(await readFile(file, 'utf8'), Number);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw fileError(cause, file);
    throw new ConfigError(`json-schema ${file}: is not JSON (${(cause as Error).message}).`, { cause });
  }
}
