/** Metrics of answers that are JSON. A reference that is no JSON counts as the string that it is. */
import type { Metric } from '@adaptbench/core';
import { itemMetric } from '../grading/item-metric.ts';
import { type OverlapOf, meanF1, meanPrecision, meanRecall, microF1 } from '../grading/overlap.ts';
import { leavesOf, pathIds, sameJson, sharedLeaves } from './leaves.ts';
import { readJson } from './read-json.ts';
import { jsonSchemaMetric } from './schema.ts';

/** What JSON metrics may be told. */
export interface JsonOptions {
  /** By how much two equal numbers may differ, relative to the larger. */
  readonly tolerance?: number;
  /** A JSON Schema that answers should match. */
  readonly schema?: unknown;
}

/** Far below what anyone writes, above what rounding does. */
const TOLERANCE = 1e-6;

const referenceValue = (text: string): unknown => {
  const read = readJson(text);
  return read === null ? text : read.value;
};

const fieldsOf =
  (tolerance: number): OverlapOf =>
  (prediction, references) => {
    const ids = pathIds();
    const read = prediction === null ? null : readJson(prediction);
    const answer = read === null ? null : leavesOf(read.value, ids);
    return references.map((reference) => {
      const expected = leavesOf(referenceValue(reference), ids);
      return {
        answered: answer?.size ?? 0,
        expected: expected.size,
        shared: answer === null ? 0 : sharedLeaves(answer, expected, tolerance),
      };
    });
  };

const FIELDS = 'path and value of each leaf, lists as multisets, case and white space apart';

/** Whether an answer is JSON. */
const jsonParses: Metric = itemMetric(
  {
    name: 'json-parses',
    title: 'Parses',
    means: 'Share of answers that are JSON, a code fence around it allowed.',
    binary: true,
  },
  (prediction) => (readJson(prediction) === null ? 0 : 1),
);

/** Field F1 first. */
export function jsonMetrics({ tolerance = TOLERANCE, schema }: JsonOptions = {}): readonly [
  Metric,
  ...Metric[],
] {
  const fields = fieldsOf(tolerance);
  return [
    meanF1(
      {
        name: 'field-f1',
        title: 'Field F1',
        means: `F1 of fields with the best reference, a mean over items (${FIELDS}).`,
      },
      fields,
    ),
    meanPrecision(
      {
        name: 'field-precision',
        title: 'Field precision',
        means: `Share of the answer's fields that are right, a mean over items (${FIELDS}).`,
      },
      fields,
    ),
    meanRecall(
      {
        name: 'field-recall',
        title: 'Field recall',
        means: `Share of the right fields that were answered, a mean over items (${FIELDS}).`,
      },
      fields,
    ),
    microF1(
      {
        name: 'field-micro-f1',
        title: 'Field micro-F1',
        means: `F1 of the fields of all items together (${FIELDS}).`,
      },
      fields,
    ),
    jsonParses,
    itemMetric(
      {
        name: 'json-exact',
        title: 'Exact object',
        means:
          'Share of answers that are the same JSON as a reference: fields in any order, lists in order, case and white space of strings apart.',
        binary: true,
      },
      (prediction, references) => {
        const read = readJson(prediction);
        return read !== null &&
          references.some((reference) => sameJson(read.value, referenceValue(reference), tolerance))
          ? 1
          : 0;
      },
    ),
    ...(schema === undefined ? [] : [jsonSchemaMetric(schema)]),
  ];
}
