import { describe, expect, it } from 'vitest';
import { fault, lines, read } from './__fixtures__/own-data.ts';

const rows = (row: (i: number) => object): string => lines(Array.from({ length: 80 }, (_, i) => row(i)));
const label = (i: number): string => (i % 2 === 0 ? 'bad' : 'good');

describe('annotations that were accepted or not', () => {
  it('only accepted ones are read, and the others are counted', async () => {
    const answers = ['accept', 'accept', 'reject', 'ignore'];
    const file = rows((i) => ({ text: `letter ${i}`, label: label(i >> 2), answer: answers[i % 4] }));
    const { n, said } = await read({ 'a.jsonl': file });
    expect(n).toEqual([28, 4, 8]);
    expect(said).toContain(
      '40 rows whose answer is "accept"; 40 that were rejected or passed over are left out',
    );
  });

  it('choices are the label', async () => {
    const options = [{ id: 'bad', text: 'Bad' }];
    const file = rows((i) => ({ text: `letter ${i}`, options, accept: [label(i)], answer: 'accept' }));
    const { labels, n } = await read({ 'a.jsonl': file }, { name: 'own' });
    expect([labels, n]).toEqual([
      ['bad', 'good'],
      [56, 8, 16],
    ]);
  });

  it('one label that holds or not is the column’s', async () => {
    const file = rows((i) => ({ text: `letter ${i}`, label: 'good', answer: i % 2 ? 'accept' : 'reject' }));
    expect(await fault({ 'a.jsonl': file })).toContain(
      'every row has the label "good", and column "answer" says whether it was accepted: name that with --label-column answer.',
    );
    const named = await read({ 'a.jsonl': file }, { labelColumn: 'answer' });
    expect(named.labels).toEqual(['accept', 'reject']);
  });
});
