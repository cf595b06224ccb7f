/** All metrics by name, and which a kind of task has. */
import { ConfigError, type Metric, unknownName } from '@adaptbench/core';
import { jsonMetrics } from './fields/json-metrics.ts';
import { slotMetrics } from './fields/slots.ts';
import { accuracy, balancedAccuracy, macroF1, matthews } from './labels/class-metrics.ts';
import { meanAbsoluteError, quadraticKappa } from './labels/ordered-metrics.ts';
import { setMetrics } from './sets/set-metrics.ts';
import { byCharacter, plainWords, writingOf } from './text/language.ts';
import { textMetrics } from './text/text-metrics.ts';

/** What metrics are told of a task. */
export interface MetricContext {
  /** BCP 47 tag. */
  readonly language: string;
  /** The task's labels, in their order. */
  readonly labels?: readonly string[];
  /** The right answers of each test item, from which the first metric is chosen. */
  readonly references?: readonly (readonly string[])[];
  /** A JSON Schema that answers should match. */
  readonly schema?: unknown;
}

/** Kinds of answers: one of several labels, one of several in an order, free text, JSON, slots as text, several labels. */
export type AnswerKind = 'labels' | 'ordered' | 'text' | 'json' | 'slots' | 'set';

/** One metric or more, of which configurations are chosen by the first. */
export type MetricList = readonly [Metric, ...Metric[]];

/** Where the commonest label has more than this many times the items of the rarest, classes are unequal. */
const UNEQUAL = 1.5;
/** Reference words at the median, up to which an answer is short: token F1 says more of it than a subsequence. */
const SHORT_WORDS = 5;

const byKind: Readonly<Record<AnswerKind, (context: MetricContext) => MetricList>> = {
  labels: (context) =>
    withChooser(
      [accuracy, macroF1, balancedAccuracy, matthews],
      unequal(context) ? macroF1.name : accuracy.name,
    ),
  ordered: ({ labels = [] }) => [quadraticKappa, meanAbsoluteError(labels), accuracy, macroF1],
  text: (context) => withChooser(textMetrics(context.language), short(context) ? 'token-f1' : 'rouge-l'),
  json: ({ schema }) => jsonMetrics({ schema }),
  slots: () => slotMetrics,
  set: () => setMetrics,
};

/**
 * The metrics of a kind, the one that configurations are chosen by first:
 * - labels: accuracy; macro-F1 where classes are unequal, the commonest having more than 1.5 times the test items of the rarest;
 * - ordered: quadratic kappa;
 * - text: ROUGE-L; token F1 where the first references have 5 words or fewer at the median (of Chinese and Japanese, characters);
 * - json, slots: F1 of fields; set: F1 of the sets.
 *
 * Where the references are not given, classes count as equal and texts as long.
 */
export const metricsFor = (kind: AnswerKind, context: MetricContext): MetricList => byKind[kind](context);

/** The metrics with one of them, named, or another in front. @throws ConfigError with the nearest name */
export function withChooser(metrics: readonly Metric[], chosen: string | Metric): MetricList {
  const first = typeof chosen === 'string' ? named(metrics, chosen) : chosen;
  return [first, ...metrics.filter(({ name }) => name !== first.name)];
}

/** Every metric, each name once, in the order of the kinds. */
export function allMetrics(context: MetricContext): readonly Metric[] {
  const byName = new Map<string, Metric>();
  for (const metrics of Object.values(byKind))
    for (const metric of metrics(context)) byName.set(metric.name, metric);
  return [...byName.values()];
}

/** @throws ConfigError with the nearest name and all known ones; where the metric needs what the task has not */
export function findMetric(name: string, context: MetricContext = { language: 'en' }): Metric {
  if (name === 'json-schema' && context.schema === undefined)
    throw new ConfigError('metric json-schema: no schema was given.');
  if (/^(?:mae|quadratic-kappa)$/u.test(name) && (context.labels ?? []).length < 2)
    throw new ConfigError(`metric ${name}: expected a task with two labels or more, in an order.`);
  return named(allMetrics(context), name);
}

function named(metrics: readonly Metric[], name: string): Metric {
  const found = metrics.find((metric) => metric.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    'metric',
    name,
    metrics.map((metric) => metric.name),
  );
}

function unequal({ labels = [], references = [] }: MetricContext): boolean {
  if (references.length === 0) return false;
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const [gold] of references) if (gold !== undefined) counts.set(gold, (counts.get(gold) ?? 0) + 1);
  let [most, least] = [0, Infinity];
  for (const count of counts.values()) [most, least] = [Math.max(most, count), Math.min(least, count)];
  return most > UNEQUAL * least;
}

function short({ language, references = [] }: MetricContext): boolean {
  const writing = writingOf(language);
  // Any script counts as words here, whatever the metric makes of it.
  const lengths = references
    .flatMap(([first]) =>
      first === undefined ? [] : [plainWords(first, byCharacter(writing) ? writing : 'words').length],
    )
    .toSorted((a, b) => a - b);
  const median = lengths[Math.floor((lengths.length - 1) / 2)];
  return median !== undefined && median <= SHORT_WORDS;
}
