import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LoadError } from '@adaptbench/core';
import iconv from 'iconv-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from './read-table.ts';
import type { Table } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'adaptbench-kind-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, bytes: string | Buffer): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const read = (name: string, bytes: string | Buffer): Promise<Table> => readTable(file(name, bytes), name);
const values = ({ rows }: Table): unknown[] => rows.map((row) => ({ ...row.values }));

describe('files by another name', () => {
  const text = 'text,label\na,x\nb,y\n';
  const rows = [
    { text: 'a', label: 'x' },
    { text: 'b', label: 'y' },
  ];

  it('are unpacked, in several parts and twice', async () => {
    expect(values(await read('isgz.csv', gzipSync(text)))).toEqual(rows);
    expect(values(await read('twice.csv.gz', gzipSync(gzipSync(text))))).toEqual(rows);
    const parts = Buffer.concat([gzipSync('text,label\na,x\n'), gzipSync('b,y\n')]);
    expect(values(await read('parts.csv.gz', parts))).toEqual(rows);
    const utf16 = iconv.encode(text, 'utf-16le', { addBOM: true });
    expect(values(await read('utf16.csv', gzipSync(utf16)))).toEqual(rows);
  });

  it.each([
    ['cut.csv.gz', gzipSync(text).subarray(0, -12), 'cannot be unpacked: it is cut off. Download it anew.'],
    [
      'damaged.csv.gz',
      Buffer.from(gzipSync(text)).fill(0xaa, 12, 20),
      'cannot be unpacked: it is damaged. Download it anew.',
    ],
    [
      'plain.csv.gz',
      text,
      'cannot be unpacked: it is not packed by gzip. Call it by its name without .gz, or download it anew.',
    ],
    [
      'thrice.csv.gz',
      gzipSync(gzipSync(gzipSync(text))),
      'is packed more than 2 times. Unpack it and give the file in it.',
    ],
    [
      'bomb.csv.gz',
      gzipSync(Buffer.alloc(400 * 2 ** 20), { level: 1 }),
      'takes more than 384 MiB, which are read whole into memory. Take a sample of it: a few thousand rows are enough to compare methods.',
    ],
    [
      'pointer.csv',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
      'is a Git LFS pointer, not the file itself (of 12345 bytes). Run "git lfs pull" in its folder, or download the file itself.',
    ],
    [
      'pointer.parquet',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
      'is a Git LFS pointer, not the file itself (of 12345 bytes). Run "git lfs pull" in its folder, or download the file itself.',
    ],
    [
      'page.csv',
      '\uFEFF\n<!DOCTYPE html>\n<html lang="en"><head><title>Sign in</title>',
      'is a web page (HTML), as servers send in place of a file. Download the file itself: its "raw" or "resolve" address, signed in where it asks for it.',
    ],
    [
      'page.json',
      '<html><body>404',
      'is a web page (HTML), as servers send in place of a file. Download the file itself: its "raw" or "resolve" address, signed in where it asks for it.',
    ],
    [
      'book.csv',
      Buffer.from('PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml', 'latin1'),
      'is a workbook of a spreadsheet (.xlsx, .ods). Save it as CSV (UTF-8).',
    ],
    [
      'old.csv',
      Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
      'is a document of Excel or Word before 2007. Save it as CSV (UTF-8).',
    ],
    [
      'zip.csv',
      Buffer.from('PK\x03\x04\x14\0\0\0\x08\0train.csv', 'latin1'),
      'is a ZIP archive. Unpack it and give the file in it.',
    ],
    [
      'zst.jsonl',
      Buffer.from('28b52ffd240001', 'hex'),
      'is packed by Zstandard. Unpack it and give the file in it.',
    ],
    [
      'db.csv',
      'SQLite format 3\0abc',
      'is an SQLite database. Export the rows as .csv, .jsonl or .parquet, e.g. with pandas.',
    ],
    [
      'p.csv',
      Buffer.from('80049500', 'hex'),
      'is a Python pickle. Export the rows as .csv, .jsonl or .parquet, e.g. with pandas.',
    ],
    [
      'x.csv',
      '<?xml version="1.0"?>\n<rows><row/></rows>',
      'is XML. Export the rows as .csv, .jsonl or .parquet, e.g. with pandas.',
    ],
    [
      'lines.csv',
      '{"text": "a, b", "label": 1}\n{"text": "c", "label": 0}\n',
      'holds JSON. Call it .jsonl (one object a line) or .json (one array).',
    ],
    [
      'array.tsv',
      '[\n  {"text": "a", "label": 1}\n]',
      'holds JSON. Call it .jsonl (one object a line) or .json (one array).',
    ],
  ])('%s says what it is, and what to do', async (name, bytes, message) => {
    await expect(read(name, bytes)).rejects.toEqual(new LoadError(`${name}: ${message}`));
  });

  it('that begin like another and are CSV are read', async () => {
    for (const head of ['<b>text</b>', 'PK', '{id}', '[text]', 'version', 'ORCID', 'Rare'])
      expect(values(await read('f.csv', `${head},label\na,x\n`))).toEqual([{ [head]: 'a', label: 'x' }]);
  });

  it('that are none are told by the system’s error in words', async () => {
    await expect(readTable(folder, 'folder.csv')).rejects.toThrow(/of no known kind/u);
    mkdirSync(join(folder, 'folder.csv'));
    await expect(readTable(join(folder, 'folder.csv'), 'folder.csv')).rejects.toThrow(
      'folder.csv: is a folder: expected a file (EISDIR). Name a file in it.',
    );
    const long = `${'x'.repeat(300)}.csv`;
    await expect(readTable(join(folder, long), 'long.csv')).rejects.toThrow(
      /^long\.csv: the name is longer/u,
    );
    await expect(readTable(join(file('plain', ''), 'f.csv'), 'f.csv')).rejects.toThrow(/ENOTDIR/u);
  });
});
