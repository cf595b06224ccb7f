/** `pnpm bench methods`: what can be compared, and every field that `--set` takes. */
import {
  type AnyMethod,
  RATE_FACTORS,
  type TuningMethod,
  trainSettings,
  tunes,
  unknownName,
} from '@adaptbench/core';
import { type Field, fieldsOf } from '@adaptbench/report';
import type { AddCommand } from './command.ts';

const addMethods: AddCommand = (program, { methods, out }) => {
  program
    .command('methods')
    .argument('[names...]', 'of methods, or train (default: all)')
    .description('list the methods, their fields, defaults, ranges and sweeps')
    .action((names: string[]) => {
      const blocks = new Map([
        ...methods.map((method) => [method.name, methodText(method)] as const),
        ['train', `train, for every method that trains\n${fieldLines('train.', trainSettings)}`] as const,
      ]);
      const wanted = names.length === 0 ? [...blocks.keys()] : names.flatMap((name) => name.split(/[,+]/));
      const chosen = wanted.map((name) => {
        const block = blocks.get(name);
        if (block === undefined) throw unknownName('method', name, [...blocks.keys()]);
        return block;
      });
      out.write(`${[...new Set(chosen)].join('\n\n')}\n`);
    });
};
export default addMethods;

function methodText(method: AnyMethod): string {
  const { name, family, paper, space, training } = method;
  const sweep = Object.entries(space)
    .map(([field, values]) => `${name}.${field}=${(values as readonly unknown[]).map(plain).join(',')}`)
    .join(' ');
  const defaults = Object.entries(training ?? {}).map(([field, value]) => `train.${field}=${plain(value)}`);
  return [
    `${name} (${family}): ${paper.title}, ${paper.url}`,
    fieldLines(`${name}.`, method.config),
    ...(sweep === ''
      ? []
      : [`  sweep where --set names nothing, one field at a time: ${sweep}${factors(method)}`]),
    ...(tunes(method) ? [`  learning rate: ${rates(method)}`] : []),
    ...(defaults.length === 0 ? [] : [`  trains by default with: ${defaults.join(' ')}`]),
  ].join('\n');
}

const factors = (method: AnyMethod): string =>
  tunes(method) ? ` ${method.name}.train.rateFactor=${RATE_FACTORS.toSorted((a, b) => a - b).join(',')}` : '';

/** E.g. `0.009 at width 160, 0.0025 at width 576`. */
const rates = (method: TuningMethod<unknown>): string =>
  WIDTHS.map((d) => `${Number(method.rate(method.config.parse({}), d).toPrecision(2))} at width ${d}`).join(
    ', ',
  );

/** Of the embedded model, of models of 135M, 1B and 8B parameters. */
const WIDTHS = [160, 576, 2048, 4096];

const width = (texts: readonly string[]): number => Math.min(34, Math.max(...texts.map((t) => t.length)));

function fieldLines(prefix: string, schema: AnyMethod['config']): string {
  const fields = fieldsOf(schema);
  const heads = fields.map((field) => `${prefix}${field.name}`);
  const types = fields.map(typeAndDefault);
  return fields
    .map((field, i) =>
      [`  ${heads[i]?.padEnd(width(heads))}`, types[i]?.padEnd(width(types)), field.description]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const typeAndDefault = (field: Field): string =>
  `${field.type}${field.default === undefined ? '' : ` = ${plain(field.default)}`}`;

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
