/** Cards as the hub's own documentation writes them, and as uploaded data sets have them. */
import { describe, expect, it } from 'vitest';
import { isMeant } from './card-configs.ts';
import { splitsByCard } from './card-splits.ts';
import { type ChosenFiles, splitFiles } from './split-files.ts';

const card = (yaml: string): string => `---\nlicense: mit\n${yaml}\ntags:\n- x\n---\n# Data\n`;
const chosen = (yaml: string, names: string[], config?: string): ChosenFiles =>
  splitsByCard(card(yaml), names, {
    where: 'here',
    config,
    byNames: () => splitFiles(names, 'here', config),
  });

describe('files that a README.md names', () => {
  it('are the splits that it says, whatever they are called', () => {
    const yaml = `configs:
- config_name: default
  data_files:
  - split: train
    path:
    - "a_part.csv"
    - more/*.csv
  - split: test  # held out
    path: 'train.csv'`;
    expect(chosen(yaml, ['a_part.csv', 'more/x.csv', 'train.csv', 'extra.csv', 'README.md'])).toEqual({
      splits: { train: ['a_part.csv', 'more/x.csv'], test: ['train.csv'] },
      notes: [
        'files: train a_part.csv, more/x.csv; test train.csv: README.md says so',
        'files left out: extra.csv (README.md names it for no split). To use others, name a file for each split: --data train=…,test=…',
      ],
    });
  });

  it('are told as ever where their names say the same', () => {
    const yaml = 'configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*';
    expect(chosen(yaml, ['data/train-0.parquet'])).toEqual(splitFiles(['data/train-0.parquet'], 'here'));
  });

  const several = `configs:
  - config_name: en
    data_files:
      - {{split}}
        path: en_train.csv
  - config_name: fr
    data_dir: fr`.replace('{{split}}', 'split: train');
  const names = ['en_train.csv', 'fr/train.csv', 'fr/test.csv'];
  it('are those of the configuration that is asked for', () => {
    expect(chosen(several, names, 'en').splits).toEqual({ train: ['en_train.csv'] });
    expect(chosen(several, names, 'fr').splits).toEqual({ train: ['fr/train.csv'], test: ['fr/test.csv'] });
    expect(chosen(`${several}\n    default: true`, names).splits).toEqual({
      train: ['fr/train.csv'],
      test: ['fr/test.csv'],
    });
  });
  it('of several configurations are not mixed', () => {
    expect(() => chosen(several, names)).toThrow(
      'here: README.md names several configurations: en, fr. Name a file for each split: --data train=…,test=….',
    );
  });

  it('are told by their names where the card names no split', () => {
    const yaml = 'configs:\n- config_name: x\n  data_files: ["p/*.csv", q.csv]';
    expect(chosen(yaml, ['p/train.csv', 'p/test.csv', 'z.csv']).splits).toEqual({
      train: ['p/train.csv'],
      test: ['p/test.csv'],
    });
  });

  it('of several splits for one are refused', () => {
    const yaml =
      'configs:\n- config_name: x\n  data_files:\n  - split: train_a\n    path: a.csv\n  - split: train_b\n    path: b.csv';
    expect(() => chosen(yaml, ['a.csv', 'b.csv'])).toThrow(
      'here: README.md has several splits for train: train_a, train_b. Name a file for each split',
    );
  });

  it('that are not there are told, and the names say which is which', () => {
    const yaml = 'configs:\n- config_name: x\n  data_files: data/*.parquet';
    const { splits, notes } = chosen(yaml, ['train.csv']);
    expect(splits).toEqual({ train: ['train.csv'] });
    expect(notes.at(-1)).toBe('WARNING: here: README.md names files that are not there (data/*.parquet)');
  });
});

it.each([
  ['data/train-00000-of-00001.parquet', 'data/train-*', true],
  ['data/train.csv', 'data', true],
  ['data/a/train.csv', 'data/*.csv', false],
  ['data/a/train.csv', 'data/**/*.csv', true],
  ['train.csv', '**/train.csv', true],
  ['a1.csv', 'a?.csv', true],
  ['a/.csv', 'a?.csv', false],
  ['a+b.csv', 'a+b.csv', true],
  ['aXb.csv', 'a.b.csv', false],
])('%s is meant by %s: %s', (path, pattern, wanted) => {
  expect(isMeant(path, pattern)).toBe(wanted);
});

it('takes time by the length of names and patterns', () => {
  const { user } = process.cpuUsage();
  expect(isMeant('a'.repeat(3000), `${'*a'.repeat(500)}b`)).toBe(false);
  expect((process.cpuUsage().user - user) / 1e6).toBeLessThan(2);
});

it('takes no longer for a card of many patterns, or of one long line', () => {
  const many = Array.from({ length: 5000 }, (_, i) => `    - "${'*a'.repeat(100)}${i}"`).join('\n');
  const yaml = `configs:\n- config_name: x\n  data_files:\n  - split: train\n    path:\n`;
  const names = Array.from({ length: 2000 }, (_, i) => `${'a'.repeat(100)}${i}.csv`);
  const { user } = process.cpuUsage();
  expect(() => chosen(yaml + many, names)).toThrow(
    'here: README.md has too many patterns for so many files.',
  );
  expect(chosen(`${yaml}    - ${'/'.repeat(500_000)}x`, ['train.csv']).splits).toEqual({
    train: ['train.csv'],
  });
  expect((process.cpuUsage().user - user) / 1e6).toBeLessThan(6);
});
