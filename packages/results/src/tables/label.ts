/** The short name of a configuration in a table: the fields that tell it from the method's others, and those that the user set for it. */
import { fieldKey } from '@adaptbench/core';
import type { Json, TrialSpec } from '../record/spec.ts';

/** Names by configuration, for the trials of one method and task. `named`: keys of `set`, e.g. `lora.rank`. */
export function labels(specs: readonly TrialSpec[], named: readonly string[]): string[] {
  const all = specs.map(fields);
  const keys = [...new Set(all.flatMap((f) => [...f.keys()]))];
  const shown = keys.filter(
    (key) =>
      new Set(all.map((f) => f.get(key))).size > 1 ||
      specs.some((spec) => named.includes(fieldKey(spec.method, key))),
  );
  return all.map((f) => {
    const parts = shown.flatMap((key) =>
      f.has(key) ? [`${key.replace(/^train\./, '')}=${f.get(key)}`] : [],
    );
    return parts.length === 0 ? 'defaults' : parts.join(' ');
  });
}

function fields(spec: TrialSpec): Map<string, string> {
  return new Map([
    ...Object.entries(spec.config).map(([key, value]) => [key, plainValue(value)] as const),
    ...Object.entries(spec.training ?? {}).map(
      ([key, value]) => [`train.${key}`, plainValue(value)] as const,
    ),
    ['template', String(spec.template)],
    ...(spec.precision === undefined ? [] : [['precision', spec.precision] as const]),
  ]);
}

/** A value as a table or a chart names it. */
export function plainValue(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(plainValue).join(',')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
