/** `pnpm bench methods`: what can be compared, and every field that `--set` takes. */
import { trainSettings, type AnyMethod } from '@adaptbench/core';
import { type Field, fieldsOf } from '@adaptbench/report';
import type { AddCommand } from './command.ts';

const addMethods: AddCommand = (program, { methods, out }) => {
  program
    .command('methods')
    .description('list the methods, their fields, defaults, ranges and sweeps')
    .action(() => {
      const blocks = [
        ...methods.map(methodText),
        `train, for every method that trains\n${fieldLines('train.', trainSettings)}`,
      ];
      out.write(`${blocks.join('\n\n')}\n`);
    });
};
export default addMethods;

function methodText(method: AnyMethod): string {
  const { name, family, paper, space, training } = method;
  const sweep = Object.entries(space)
    .map(([field, values]) => `${name}.${field}=${(values as readonly unknown[]).map(plain).join(',')}`)
    .join(' ');
  const own = Object.entries(training ?? {}).map(([field, value]) => `train.${field}=${plain(value)}`);
  return [
    `${name} (${family}): ${paper.title}, ${paper.url}`,
    fieldLines(`${name}.`, method.config),
    ...(sweep === '' ? [] : [`  sweep where --set names nothing: ${sweep}`]),
    ...(own.length === 0 ? [] : [`  trains by default with: ${own.join(' ')}`]),
  ].join('\n');
}

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
