/** What a task's answers are graded by: what its kind has by default, or what the user asks for. Metrics are loaded where there are any. */
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

/**
 * None for known tasks unless the user asks; none where right or wrong is all there is: classes of like sizes, numbers, letters.
 * @param own whether the data are the user's own
 * @throws ConfigError for a metric, scorer or schema that cannot be
 */
export async function metricsOf(
  task: Task,
  splits: Splits,
  { metric, scorer, jsonSchema }: TaskSpec,
  { own, answers }: { readonly own: boolean; readonly answers: ExtractorName | undefined },
): Promise<Task['metrics']> {
  const kind = task.kind === 'classification' ? 'labels' : answers && kinds[answers];
  const asked = metric !== undefined || scorer !== undefined;
  if (!asked && (!own || kind === undefined)) return undefined;
  if (metric !== undefined && scorer !== undefined)
    throw new ConfigError(
      'task: "metric" and "scorer" both say what configurations are chosen by: leave one out.',
    );
  const { findMetric, loadScorer, metricsFor, withChooser } = await import('@adaptbench/metrics');
  const context = {
    language: task.language,
    ...(task.kind === 'classification' ? { labels: task.labels } : {}),
    references: splits.test.map(referencesOf),
    ...(jsonSchema === undefined ? {} : { schema: await schemaIn(jsonSchema) }),
  };
  const usual = kind === undefined ? [] : metricsFor(kind, context);
  if (scorer !== undefined) return withChooser(usual, await loadScorer(scorer));
  if (metric !== undefined) return withChooser(usual, findMetric(metric, context));
  const [first, ...more] = usual;
  // Its share of right answers is told of every task.
  return first === undefined || first.name === 'accuracy' ? undefined : [first, ...more];
}

async function schemaIn(file: string): Promise<unknown> {
  try {
    return parseJson(await readFile(file, 'utf8'));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) throw fileError(cause, file);
    throw new ConfigError(`json-schema ${file}: is not JSON (${(cause as Error).message}).`, { cause });
  }
}
