/**
 * Data files as `loadTask` reads them: valid ones mutated, and ones written from a random content, of which every text must come back
 * with its label as it was written.
 */
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Random } from '@adaptbench/core';
import { type LoadedTask, loadTask } from '@adaptbench/tasks';
import { stringify } from 'csv-stringify/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { NAMES } from '../mutate.ts';
import type { Input, OpenParser, Parser, Seed } from '../parser.ts';
import { fromSeeds, lay } from '../seeds.ts';
import { reading } from '../verdict.ts';

/** Columns and rows, as they must be read. */
interface Content {
  readonly textColumn: string;
  readonly labelColumn: string;
  /** Text, label. */
  readonly rows: readonly (readonly [string, string])[];
}

const endings = ['csv', 'tsv', 'tab', 'txt', 'json', 'jsonl', 'parquet', 'csv.gz', 'jsonl.gz'] as const;
type Ending = (typeof endings)[number];

/** Pieces of cells that are hard to write and to read. */
const CELL = [
  'good',
  ' ',
  ',',
  ';',
  '\t',
  '"',
  '""',
  "'",
  '\n',
  '\r\n',
  '\r',
  '\\',
  '\\n',
  '|',
  '{"a":1}',
  '[1]',
  '=1+1',
  'é',
  '好评',
  '👩‍👩‍👧',
  '\u00A0',
  '\u2028',
  '\u0085',
  '\uFEFF',
  '10"',
  '#',
  '-1',
  'null',
  '0.0',
  '%',
];

function content(r: Random): Content {
  const names = r.shuffle([
    'text',
    'label',
    'review',
    'stars',
    ...NAMES.filter((name) => name.trim() !== '' && name !== '\u0000'),
  ]);
  const rows = Array.from({ length: 8 + r.below(8) }, (_, i) => {
    const pieces = Array.from({ length: r.below(6) }, () => CELL[r.below(CELL.length)]!);
    return [`t${i} ${pieces.join('')} end`, i % 2 === 0 ? 'good' : 'bad'] as const;
  });
  return { textColumn: names[0]!, labelColumn: names[1]!, rows };
}

function written({ textColumn, labelColumn, rows }: Content, ending: Ending, r: Random): Uint8Array {
  const [format = '', packed] = ending.split('.');
  const record = ([text, label]: readonly [string, string]): string =>
    `{${JSON.stringify(textColumn)}:${JSON.stringify(text)},${JSON.stringify(labelColumn)}:${JSON.stringify(label)}}`;
  /** As records, or by columns in the ways in which pandas writes tables. */
  const arranged = (r: Random): string => {
    const [texts, labels] = [rows.map(([text]) => text), rows.map(([, label]) => label)];
    const both = (one: string, other: string): string =>
      `{${JSON.stringify(textColumn)}:${one},${JSON.stringify(labelColumn)}:${other}}`;
    const byRow = (cells: readonly string[]): string =>
      `{${cells.map((cell, i) => `"${i}":${JSON.stringify(cell)}`).join(',')}}`;
    switch (r.below(6)) {
      case 0:
        return both(byRow(texts), byRow(labels));
      case 1:
        return both(JSON.stringify(texts), JSON.stringify(labels));
      case 2:
        return `{${rows.map((row, i) => `"${i}":${record(row)}`).join(',')}}`;
      case 3:
        return JSON.stringify({
          columns: [textColumn, labelColumn],
          index: rows.map((_, i) => i),
          data: rows,
        });
      default:
        return `[${rows.map(record).join(',\n')}]`;
    }
  };
  const bytes = (): Uint8Array => {
    switch (format) {
      case 'json':
        return Buffer.from(arranged(r));
      case 'jsonl':
        return Buffer.from(rows.map((row) => `${record(row)}\n`).join(''));
      case 'parquet':
        return new Uint8Array(
          parquetWriteBuffer({
            columnData: [
              { name: textColumn, data: rows.map(([text]) => text), type: 'STRING' },
              { name: labelColumn, data: rows.map(([, label]) => label), type: 'STRING' },
            ],
          }),
        );
      default:
        return Buffer.from(
          stringify([[textColumn, labelColumn], ...rows.map((row) => [...row])], {
            delimiter: format === 'tsv' || format === 'tab' ? '\t' : [',', ';'][r.below(2)]!,
            quoted: true,
            bom: r.below(4) === 0,
            record_delimiter: ['\n', '\r\n'][r.below(2)]!,
          }),
        );
    }
  };
  return packed === 'gz' ? gzipSync(bytes()) : bytes();
}

const plain: Content = {
  textColumn: 'text',
  labelColumn: 'label',
  rows: Array.from({ length: 12 }, (_, i) => [`film ${i}, "really" 好 é`, i % 2 === 0 ? 'good' : 'bad']),
};

const matter = (ending: Ending) => {
  if (['csv', 'tsv', 'tab', 'txt', 'jsonl'].includes(ending)) return 'text';
  return ending === 'json' ? 'json' : 'bytes';
};

const load = (scratch: string, { files, content: known }: Input): Promise<LoadedTask> => {
  const [name] = files.keys();
  const { textColumn, labelColumn } = (known as Content | undefined) ?? plain;
  return loadTask({ name: path.join(lay(scratch, files), name!), textColumn, labelColumn }, 0);
};

function difference({ splits }: LoadedTask, known: Content | undefined): string | null {
  const items = [...splits.train, ...splits.validation, ...splits.test];
  if (items.some(({ fields, answer }) => typeof fields['text'] !== 'string' || typeof answer !== 'string'))
    return 'an item without text or label';
  if (known === undefined) return null;
  const found = new Map(items.map(({ fields, answer }) => [fields['text'], answer]));
  const lost = known.rows.find(([text, label]) => found.get(text) !== label);
  if (lost) return `${JSON.stringify(lost)} is not there`;
  return items.length === known.rows.length ? null : `${items.length} items of ${known.rows.length}`;
}

const parser = (name: string, weight: number, own: readonly Ending[]): Parser => ({
  name,
  through: 'loadTask',
  weight,
  open: (scratch): Promise<OpenParser> => {
    const folder = path.join(scratch, 'data');
    return Promise.resolve({
      input(r) {
        const ending = own[r.below(own.length)]!;
        if (r.below(4) === 0) {
          const known = content(r);
          return { files: new Map([[`data.${ending}`, written(known, ending, r)]]), content: known };
        }
        const seed: Seed = {
          files: new Map([[`data.${ending}`, written(plain, ending, r)]]),
          mutable: { [`data.${ending}`]: matter(ending) },
        };
        return fromSeeds(r, [seed]);
      },
      read: (input) =>
        reading(
          () => load(folder, input),
          (task) => difference(task, input.content as Content | undefined),
        ),
    });
  },
});

export const tableParsers: readonly Parser[] = [
  parser(
    'CSV, TSV, text, JSON, JSONL, gzip',
    24,
    endings.filter((ending) => ending !== 'parquet'),
  ),
  // Each is read in a process of its own.
  parser('Parquet', 0.2, ['parquet']),
];
