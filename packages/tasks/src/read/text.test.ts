import { describe, expect, it } from 'vitest';
import { fault, jsonl, read, readOwn, turns } from '../__fixtures__/own-data.ts';

const labels = turns(['bad', 'good'], 40);
const rows = (delimiter: string): string =>
  [`text${delimiter}label`, ...labels.map((label, i) => `letter ${i}${delimiter}${label}`)].join('\n');

describe('files called .txt and .tab', () => {
  it.each<[string, string]>([
    ['a.tab', rows('\t')],
    ['a.txt', rows('\t')],
    ['a.txt', rows(',')],
    ['a.txt', jsonl(labels)],
    ['a.txt', labels.map((label, i) => `__label__${label} letter ${i}`).join('\r\n')],
  ])('%s is read as what it holds', async (name, text) => {
    const found = await read({ [name]: text });
    expect(found.labels).toEqual(['bad', 'good']);
    expect(found.n).toEqual([28, 4, 8]);
  });

  it('fastText’s lines may have several labels', async () => {
    const text = labels.map((label, i) => `__label__${label} __label__x${i % 3}, letter ${i}`).join('\n');
    const { items } = await readOwn({ 'a.txt': text });
    expect(items[0]!.fields['question']).toMatch(/^letter \d+$/u);
    expect(items[0]!.answer).toMatch(/^(?:bad|good), x[012]$/u);
    expect(await fault({ 'a.txt': `__label__a b\nno label\nnor here\nnor here` })).toContain(
      'has no label: expected __label__NAME before the text',
    );
  });

  it('without columns are refused with the mend', async () => {
    expect(await fault({ 'a.txt': labels.map((_, i) => `letter ${i}`).join('\n') })).toContain(
      'holds lines of text, and no columns: expected a text and a label or an answer a row. Write them as .jsonl',
    );
  });

  it('that are tables in Markdown are called so', async () => {
    const text = ['| text | label |', '|---|---|', ...labels.map((label, i) => `| letter ${i} | ${label} |`)];
    expect(await fault({ 'a.txt': text.join('\n') })).toContain('holds a table in Markdown');
  });

  it('of a folder are data where nothing else is there', async () => {
    const files = { 'train.txt': rows('\t'), 'readme.txt': 'About\n' };
    expect((await read(files)).n).toEqual([28, 4, 8]);
    const beside = await read({ 'all.csv': rows(','), 'classes.txt': 'bad\ngood\n' });
    expect(beside.n).toEqual([28, 4, 8]);
  });

  it('one a text in folders by label are called so', async () => {
    const files = Object.fromEntries(
      ['train/pos/1', 'train/pos/2', 'train/neg/3', 'test/neg/4'].map((name) => [`${name}.txt`, 'A letter.']),
    );
    expect(await fault(files)).toContain(
      'holds 4 files of text in folders (neg, pos): expected a file of rows.',
    );
  });
});
