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
