import { type Item, type Splits, itemKey } from '@adaptbench/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { type SplitOptions, makeSplits } from './splits.ts';

const labels = ['a', 'b', 'c'];
/** Items of which some ask the same, in the same or in other letters. */
const itemsOf = (split: string, min = 0, texts = 60) =>
  fc
    .array(fc.tuple(fc.nat(texts), fc.constantFrom(...labels), fc.boolean()), {
      minLength: min,
      maxLength: 120,
    })
    .map((rows) =>
      rows.map(([n, answer, upper], i): Item => ({
        id: `${split}:${i}`,
        fields: { text: upper ? `TEXT  ${n}` : `text ${n}` },
        answer,
      })),
    );
const options = (more: Partial<SplitOptions> = {}): SplitOptions => ({
  kind: 'classification',
  sampling: 'natural',
  seed: 0,
  ...more,
});
const distinct = (n: number, answerOf: (i: number) => string = (i) => labels[i % 3]!): Item[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `all:${i}`,
    fields: { text: `text ${i}` },
    answer: answerOf(i),
  }));
const ids = (items: readonly Item[]): string[] => items.map(({ id }) => id);

function expectApart({ train, validation, test }: Splits): void {
  const keys = [train, validation, test].map((part) => new Set(part.map(itemKey)));
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const)
    expect([...keys[i]!].filter((key) => keys[j]!.has(key))).toEqual([]);
}

describe('splits', () => {
  it('of one file have no text in common', () => {
    fc.assert(
      fc.property(
        itemsOf('all', 60, 2000),
        fc.nat(),
        fc.constantFrom('natural', 'balanced'),
        (all, seed, sampling) => {
          expectApart(makeSplits({ all }, options({ seed, sampling, test: 2, validation: 2 })).splits);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('of official files have no text in common, and test stays as it is', () => {
    fc.assert(
      fc.property(itemsOf('train'), itemsOf('validation'), itemsOf('test', 1), (train, validation, test) => {
        fc.pre(new Set(train.map(itemKey)).size > 0);
        const kept = train.filter((t) => !test.some((other) => itemKey(other) === itemKey(t)));
        fc.pre(validation.length > 0 || kept.length > 0);
        const { splits } = makeSplits({ train, validation, test }, options());
        expectApart(splits);
        expect(splits.test).toEqual(test);
      }),
      { numRuns: 50 },
    );
  });

  it('of one seed are the same, of another others', () => {
    const all = distinct(100);
    const of = (seed: number) => makeSplits({ all }, options({ seed })).splits;
    expect(of(1)).toEqual(of(1));
    expect(ids(of(1).test)).not.toEqual(ids(of(2).test));
  });

  it('hold a fifth and a tenth unless told, and every item once', () => {
    const { train, validation, test } = makeSplits({ all: distinct(100) }, options()).splits;
    expect([train.length, validation.length, test.length]).toEqual([70, 10, 20]);
    expect(new Set(ids([...train, ...validation, ...test])).size).toBe(100);
  });

  it('keep the proportions of labels, or hold as many of each', () => {
    const all = distinct(300, (i) => (i % 10 === 0 ? 'rare' : 'common'));
    const rare = (items: readonly Item[]): number => items.filter(({ answer }) => answer === 'rare').length;
    const natural = makeSplits({ all }, options({ test: 100, validation: 50 })).splits;
    expect([rare(natural.test), rare(natural.validation), rare(natural.train)]).toEqual([10, 5, 15]);
    const balanced = makeSplits({ all }, options({ test: 20, validation: 10, sampling: 'balanced' })).splits;
    expect([rare(balanced.test), rare(balanced.validation), rare(balanced.train)]).toEqual([10, 5, 15]);
    expect(balanced.train).toHaveLength(30);
  });

  it.each(['natural', 'balanced'] as const)(
    '%s: smaller samples of train are parts of larger ones',
    (sampling) => {
      const all = distinct(200, (i) => (i % 4 === 0 ? 'x' : 'y'));
      const train = (n: number) =>
        ids(makeSplits({ all }, options({ train: n, test: 20, validation: 10, sampling })).splits.train);
      expect(train(32).slice(0, 8)).toEqual(train(8));
      expect(train(8)).toHaveLength(8);
    },
  );

  /** Files as many are: one label after the other, or the short questions first. */
  const sorted = (kind: 'classification' | 'generation', trainSeed?: number, train?: number) => {
    const part = (name: string, n: number): Item[] =>
      Array.from({ length: n }, (_, i) => ({
        id: `${name}:${i}`,
        fields: { text: `${name} ${i}` },
        answer: kind === 'generation' ? String(i) : i < n / 2 ? 'bad' : 'good',
      }));
    const parts = { train: part('train', 200), validation: part('validation', 600), test: part('test', 40) };
    return { parts, ...makeSplits(parts, options({ kind, trainSeed, train })) };
  };

  it.each([undefined, 3])(
    'of official files that are sorted by label begin fairly (train by seed %s)',
    (seed) => {
      const { parts, splits, training, read } = sorted('classification', seed);
      for (const part of ['train', 'validation'] as const) {
        expect(ids(splits[part]).toSorted()).toEqual(ids(parts[part]).toSorted());
        for (const n of [1, 7, 64, 100]) {
          const bad = splits[part].slice(0, n).filter(({ answer }) => answer === 'bad').length;
          expect(Math.abs(bad - n / 2)).toBeLessThanOrEqual(1);
        }
      }
      expect(splits.validation.slice(0, 256).filter(({ answer }) => answer === 'bad')).toHaveLength(128);
      expect(splits.test).toEqual(parts.test);
      expect([read, training]).toEqual([parts, parts.train]);
    },
  );

  it('of official questions without labels begin with any of them', () => {
    const { parts, splits } = sorted('generation');
    for (const part of ['train', 'validation'] as const) {
      const n = parts[part].length;
      const places = splits[part].slice(0, 64).map(({ answer }) => Number(answer) / n);
      const mean = places.reduce((a, b) => a + b, 0) / 64;
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.12); // three standard errors
    }
  });

  it('of one seed are the same whatever the seed that draws training items', () => {
    const of = (trainSeed: number, train?: number) => sorted('classification', trainSeed, train);
    expect(ids(of(1).splits.validation)).toEqual(ids(of(2).splits.validation));
    expect(ids(of(1).splits.train)).not.toEqual(ids(of(2).splits.train));
    expect(of(1, 32).read).toEqual(of(2).read);
    expect(of(1, 32).training).toEqual(of(1, 32).splits.train);
    expect(ids(of(1, 32).splits.train).slice(0, 8)).toEqual(ids(of(1, 8).splits.train));
    expect(() => of(1, 201)).toThrow('train: 201 items asked for, 200 there.');
  });

  it('that are cut here stay in the order that they were cut from', () => {
    const all = distinct(100);
    const { splits, read } = makeSplits({ all }, options({ trainSeed: 5 }));
    expect(splits).toEqual(read);
  });

  it('a limit holds for validation and test', () => {
    const { train, validation, test } = makeSplits({ all: distinct(100) }, options({ limit: 8 })).splits;
    expect([train.length, validation.length, test.length]).toEqual([70, 8, 8]);
  });

  it('leave repeated texts out, and say so', () => {
    const [first, second, third] = distinct(3);
    const all = [
      ...distinct(30),
      { ...first!, id: 'again', fields: { text: ' TEXT 0' } },
      { ...second!, id: 'other', answer: 'c' },
      { ...third!, id: 'once more' },
    ];
    const { splits, notes } = makeSplits({ all }, options({ test: 5, validation: 5 }));
    const found = ids(Object.values(splits).flat());
    expect(found).toHaveLength(29);
    expect(found).not.toContain('all:1');
    expect(notes).toEqual([
      '2 repeated texts left out, the first of each kept',
      '2 items left out whose text stands there with different answers',
      'split here by seed 0, natural: 5 test, 5 validation, 19 train',
    ]);
  });

  it('take validation for test where test has no labels, and cut another from train', () => {
    const [train, validation] = [distinct(100), distinct(150).slice(100)];
    const { splits, notes } = makeSplits({ train, validation }, options());
    expect(splits.test).toEqual(validation);
    expect([splits.train.length, splits.validation.length]).toEqual([90, 10]);
    expect(notes).toEqual([
      'no labelled test split: the validation split is the test, validation is cut from train',
      'validation: 10 items cut from train by seed 0',
    ]);
  });

  it('refuse to be larger than the data', () => {
    const all = distinct(10, (i) => (i === 0 ? 'x' : 'y'));
    expect(() => makeSplits({ all }, options({ train: 5, test: 5, validation: 5 }))).toThrow(
      'the three splits: 15 items asked for, 10 there. Lower --train, --limit-validation or --limit-test.',
    );
    expect(() => makeSplits({ all }, options({ test: 2, validation: 1, sampling: 'balanced' }))).toThrow(
      'the three splits: 4 items asked for, 2 there (10 before balancing the labels). Lower --train, --limit-validation or --limit-test, or use natural sampling.',
    );
  });
});

describe('arrange', () => {
  it('every beginning holds the classes in proportion, or evenly, to within one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...labels), { minLength: 1, maxLength: 80 }),
        fc.nat(),
        fc.constantFrom('natural', 'balanced'),
        (answers, seed, sampling) => {
          const order = arrange(answers, (x) => x, sampling, seed, 's');
          const present = [...new Set(answers)];
          for (let n = 1; n <= order.length; n++)
            for (const label of present) {
              const count = order.slice(0, n).filter((x) => x === label).length;
              const all = order.filter((x) => x === label).length;
              expect(Math.abs(count - (n * all) / order.length)).toBeLessThan(present.length);
            }
          expect(order).toHaveLength(
            sampling === 'natural'
              ? answers.length
              : present.length * Math.min(...present.map((l) => answers.filter((x) => x === l).length)),
          );
        },
      ),
    );
  });
});
