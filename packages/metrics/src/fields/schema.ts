/** Whether an answer matches a JSON Schema (Ajv; draft-07 or what `$schema` names: 2019-09, 2020-12). */
import { ConfigError, type Metric, oneLine } from '@adaptbench/core';
import { Ajv, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { itemMetric } from '../grading/item-metric.ts';
import { readJson } from './read-json.ts';

/** Unknown keywords are allowed, as the standard has it; `format` says what a string is for and is not checked. Nothing is printed. */
const OPTIONS: Options = { strict: false, validateFormats: false, logger: false };

/** @throws ConfigError where the schema is none; its `$ref`s must point into itself. */
export function jsonSchemaMetric(schema: unknown): Metric {
  const fits = compiled(schema);
  return itemMetric(
    {
      name: 'json-schema',
      title: 'Matches the schema',
      means: 'Share of answers that are JSON and match the given JSON Schema (Ajv; formats are not checked).',
      binary: true,
    },
    (prediction) => {
      const read = readJson(prediction);
      return read !== null && fits(read.value) ? 1 : 0;
    },
  );
}

function compiled(schema: unknown): (value: unknown) => boolean {
  if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema)))
    throw new ConfigError('JSON Schema: expected an object, or true or false.');
  if (typeof schema === 'object' && '$async' in schema)
    throw new ConfigError('JSON Schema: has $async, which is no keyword of the standard: leave it out.');
  const draft = typeof schema === 'object' && '$schema' in schema ? String(schema.$schema) : '';
  const ajv = draft.includes('2020-12')
    ? new Ajv2020(OPTIONS)
    : draft.includes('2019-09')
      ? new Ajv2019(OPTIONS)
      : new Ajv(OPTIONS);
  const validate = faultsTold(() => ajv.compile(schema));
  // What refers to itself without end only shows here.
  return (value) => faultsTold(() => validate(value));
}

function faultsTold<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new ConfigError(`JSON Schema: ${oneLine((cause as Error).message)}.`, { cause });
  }
}
