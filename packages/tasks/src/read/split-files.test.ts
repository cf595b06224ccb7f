/** Against the `datasets` library (`__fixtures__/data.json`, made by `packages/testing/golden/data.py`), and where we depart from it. */
import { describe, expect, it } from 'vitest';
import golden from '../__fixtures__/data.json' with { type: 'json' };
import { splitFiles } from './split-files.ts';

describe('files of a folder', () => {
  it.each(golden.folders.map(({ names, splits }) => [names.join(' '), names, splits] as const))(
    '%s are the splits that `datasets` finds',
    (_title, names, splits) => {
      expect(splitFiles(names, 'here').splits).toEqual(splits);
    },
  );

  it.each<[string, string[], Record<string, string[]>, string[]]>([
    [
      'eval beside test is the validation',
      ['train.csv', 'eval.csv', 'test.csv'],
      { train: ['train.csv'], validation: ['eval.csv'], test: ['test.csv'] },
      [
        'files: train train.csv; validation eval.csv; test test.csv',
        'eval.csv: taken for the validation, as test.csv is the test',
      ],
    ],
    [
      'eval beside test and validation is left out',
      ['train.csv', 'dev.csv', 'eval.csv', 'test.csv'],
      { train: ['train.csv'], validation: ['dev.csv'], test: ['test.csv'] },
      [
        'files: train train.csv; validation dev.csv; test test.csv',
        'files left out: eval.csv (test.csv is the test). To use others, name a file for each split: --data train=…,test=…',
      ],
    ],
    [
      'what is held out is the test where nothing else is',
      ['train.csv', 'held_out.csv'],
      { train: ['train.csv'], test: ['held_out.csv'] },
      [
        'files: train train.csv; test held_out.csv',
        'held_out.csv: taken for the test, as no file is called so',
      ],
    ],
    [
      'files that cannot be read, say nothing, say two things, hide, or lie elsewhere are named',
      'train.csv test.txt labels.xlsx extra.csv train_test.csv ._train.csv README.md train.py dataset_infos.json old/train.csv'.split(
        ' ',
      ),
      { train: ['train.csv'] },
      [
        'files: train train.csv',
        'files left out: test.txt, labels.xlsx (of no kind that can be read); ._train.csv (hidden); old/train.csv (in a folder of other data); extra.csv, train_test.csv (its name says no split, or two). To use others, name a file for each split: --data train=…,test=…',
      ],
    ],
    [
      'a split in several forms is read in one',
      ['train.csv', 'train.parquet', 'test.csv', 'test.csv.gz'],
      { train: ['train.parquet'], test: ['test.csv'] },
      [
        'files: train train.parquet; test test.csv',
        'files left out: test.csv.gz (test is there in another form); train.csv (train is there in another form). To use others, name a file for each split: --data train=…,test=…',
      ],
    ],
    [
      'one file is not split',
      ['reviews.csv', 'LICENSE'],
      { all: ['reviews.csv'] },
      ['files: unsplit reviews.csv'],
    ],
  ])('%s', (_title, names, splits, notes) => {
    expect(splitFiles(names, 'here')).toEqual({ splits, notes });
  });

  it('are refused where several are called nothing that is known', () => {
    expect(() => splitFiles(['a.csv', 'b.csv'], 'here')).toThrow(
      'here: which file is it? a.csv, b.csv. Name one file, or call them train, validation and test.',
    );
  });

  it('are chosen in a moment, however many there are', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `data/train-${i}-of-5000.parquet`);
    expect(splitFiles(names, 'here').notes).toEqual([expect.stringMatching(/and 4992 more$/u)]);
  });
});

describe('parts and labels apart', () => {
  it.each(
    [
      ['data-00000-of-00002.parquet', 'data-00001-of-00002.parquet'],
      [
        'part-00000-6a1f0c1e-1111-4222-8333-123456789abc-c000.csv',
        'part-00001-6a1f0c1e-1111-4222-8333-123456789abc-c000.csv',
      ],
      ['part-00000', 'part-00001'].map((name) => `${name}.jsonl`),
    ].map((names) => [names]),
  )('%o are one whole', (names) => {
    expect(splitFiles(names, 'here').splits).toEqual({ all: names });
  });

  it('folders that say a column’s value are called so', () => {
    const names = ['label=bad/part-0.parquet', 'label=good/part-0.parquet'];
    expect(() => splitFiles(names, 'here')).toThrow('here: is parted by folders (label=bad, label=good)');
    const splits = ['split=train/part-0.parquet', 'split=test/part-0.parquet'];
    expect(Object.keys(splitFiles(splits, 'here').splits).toSorted()).toEqual(['test', 'train']);
  });

  it('other numbers are other data', () => {
    expect(() => splitFiles(['reviews_2019.csv', 'reviews_2020.csv'], 'here')).toThrow('which file is it?');
  });

  it('labels apart from their texts are left out', () => {
    const { splits, notes } = splitFiles(['train.csv', 'test.csv', 'test_labels.csv'], 'here');
    expect(splits).toEqual({ train: ['train.csv'], test: ['test.csv'] });
    expect(notes.join()).toContain('test_labels.csv (labels without their texts, by its name)');
    expect(splitFiles(['train_labels.csv', 'test.csv'], 'here').splits.train).toEqual(['train_labels.csv']);
  });
});
