import { describe, expect, it } from 'vitest';
import { lines, read } from './__fixtures__/own-data.ts';

const file = (column: string, values: readonly string[]): string =>
  lines(
    Array.from({ length: 100 }, (_, i) => ({
      text: `letter ${i}`,
      label: i % 2 === 0 ? 'bad' : 'good',
      [column]: values[(i >> 1) % values.length],
    })),
  );

describe('a column that names splits', () => {
  it('parts the rows of one file', async () => {
    const { n, said } = await read({ 'a.jsonl': file('split', ['train', 'train', 'train', 'dev', 'TEST']) });
    expect(n).toEqual([60, 20, 20]);
    expect(said).toContain(
      'split as column "split" says: train 60 rows ("train"), validation 20 rows ("dev"), test 20 rows ("TEST")',
    );
  });

  it.each([
    ['set', ['train', 'b']],
    ['split', ['test', 'dev']],
    ['group', ['train', 'test']],
  ])('a column %s of %o is another', async (column, values) => {
    expect((await read({ 'a.jsonl': file(column, values) })).n).toEqual([70, 10, 20]);
  });
});
