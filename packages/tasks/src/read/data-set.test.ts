import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTask } from '../load-task.ts';
import { readDataSet } from './data-set.ts';

const folder = mkdtempSync(join(tmpdir(), 'adaptbench-data-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, bytes: string | Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};

describe('files of more rows than a call has room for arguments', () => {
  const ROWS = 130_000;
  const texts = Array.from({ length: ROWS }, (_, i) => `t${i}`);
  const labels = texts.map((_, i) => 'ab'[i % 2]!);

  it.each([
    ['rows.csv', () => `text,label\n${texts.map((t, i) => `${t},${labels[i]}`).join('\n')}\n`],
    ['rows.jsonl', () => texts.map((t, i) => `{"text":"${t}","label":"${labels[i]}"}`).join('\n')],
    [
      'rows.parquet',
      () =>
        new Uint8Array(
          parquetWriteBuffer({
            columnData: [
              { name: 'text', data: texts, type: 'STRING' },
              { name: 'label', data: labels, type: 'STRING' },
            ],
          }),
        ),
    ],
  ])('are read: %s', async (name, bytes) => {
    const {
      data: { all },
    } = await readDataSet(file(name, bytes()), { bounded: false });
    expect(all![0]!.rows).toHaveLength(ROWS);
    expect(all![0]!.rows.at(-1)!.values).toEqual({ text: `t${ROWS - 1}`, label: 'b' });
  });

  it('become a task', async () => {
    const { splits } = await loadTask({ name: join(folder, 'rows.csv'), train: 100 }, 0);
    expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual([100, 500, 2000]);
  });
});

it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'columns called %s are texts and labels like any other',
  async (name) => {
    const rows = Array.from({ length: 40 }, (_, i) => [`film ${i}`, i % 2 === 0 ? 'bad' : 'good']);
    const csv = (header: string): string => `${header}\n${rows.map((r) => r.join(',')).join('\n')}\n`;
    for (const [bytes, spec] of [
      [csv(`${name},label`), { textColumn: name }],
      [csv(`text,${name}`), { labelColumn: name }],
      [csv(`text,label,${name}`).replaceAll(/(good|bad)$/gmu, '$1,'), {}],
      [rows.map(([t, l]) => `{"${name}": "${t}", "label": "${l}"}`).join('\n'), { textColumn: name }],
    ] as const) {
      const path = file(bytes.startsWith('{') ? 'named.jsonl' : 'named.csv', bytes);
      const { task, splits } = await loadTask({ name: path, ...spec }, 0);
      expect(task.kind === 'classification' && task.labels).toEqual(['bad', 'good']);
      expect(splits.test[0]!.fields['text']).toMatch(/^film \d+$/u);
    }
  },
);

it('a reference that cannot be looked at is told by its path', async () => {
  const plain = file('plain.csv', 'text,label\na,b');
  await expect(readDataSet(`${plain}/below`)).rejects.toThrow(
    `${plain}/below: a part of the path is a file where a folder is needed (ENOTDIR). Check the path.`,
  );
  await expect(readDataSet('x'.repeat(300))).rejects.toThrow(/ENAMETOOLONG/u);
  await expect(readDataSet('nul\0.csv')).rejects.toThrow(/is no path that a file can have/u);
});
