/** No split cuts a group. */
import { type Item, type Splits, itemKey } from '@adaptbench/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fault, readOwn } from './__fixtures__/own-data.ts';
import { makeSplits } from './splits.ts';

/** Rows of customers: which customer, which text, which label. */
const csv = (rows: readonly (readonly [customer: string, text: string, label: string])[]): string =>
  ['customer,text,label', ...rows.map((row) => row.join(','))].join('\n');
const customers = (n: number, each: number, about = 'letter') =>
  Array.from({ length: n * each }, (_, i) => [`c${i % n}`, `${about} ${i}`, i % 2 ? 'good' : 'bad'] as const);

describe('groups', () => {
  it('are whole in each split, and counted', async () => {
    const { splits, notes } = await readOwn({ 'a.csv': csv(customers(20, 6)) }, { groupColumn: 'customer' });
    const groups = Object.values(splits).map((items) => new Set(items.map((item: Item) => item.group)));
    expect(groups.map(({ size }) => size)).toEqual([14, 2, 4]);
    expect(new Set(groups.flatMap((one) => [...one])).size).toBe(20);
    expect(notes).toContain('split here by seed 0, whole groups: 24 test, 12 validation, 84 train');
    expect(notes).toContain(
      'groups by column "customer" (train + validation + test): 14 + 2 + 4, none of which is in two splits',
    );
  });

  it('of an official test are left out of train and validation', async () => {
    const files = { 'train.csv': csv(customers(20, 6)), 'test.csv': csv(customers(5, 4, 'note')) };
    const { splits, notes } = await readOwn(files, { name: 'classification', groupColumn: 'customer' });
    expect(splits.test).toHaveLength(20);
    expect(splits.train.length + splits.validation.length).toBe(90);
    expect(notes).toContain('train: 30 items whose groups are in validation or test left out');
    expect(notes).toContain('validation: 6 items cut from train by seed 0, whole groups');
  });

  it('too few of them are refused with the mend, as is a column that is not there', async () => {
    expect(await fault({ 'a.csv': csv(customers(2, 20)) }, { groupColumn: 'customer' })).toBe(
      'groups: 2 groups of 40 items leave none for test and validation: each group is in one split, and test takes 8 items, validation 4. Name a column of more groups with --group-column, or other sizes with --limit-test and --limit-validation.',
    );
    expect(await fault({ 'a.csv': csv(customers(2, 20)) }, { groupColumn: 'custmer' })).toContain(
      'no column "custmer" (--group-column). Did you mean "customer"?',
    );
  });

  it('change the hash of the data, and nothing where nobody names them', async () => {
    const hash = async (spec: object) => (await readOwn({ 'a.csv': csv(customers(20, 6)) }, spec)).dataHash;
    expect(await hash({ groupColumn: 'customer' })).not.toBe(await hash({}));
  });

  it('and equal texts are never in two splits, whatever the items', () => {
    const items = (split: string, minLength: number) =>
      fc
        .array(fc.tuple(fc.nat(400), fc.option(fc.nat(25), { nil: undefined }), fc.constantFrom('a', 'b')), {
          minLength,
          maxLength: 120,
        })
        .map((rows) =>
          rows.map(([text, group, answer], i) => ({
            id: `${split}:${i}`,
            fields: { text: `text ${text}` },
            answer,
            ...(group === undefined ? {} : { group: `g${group}` }),
          })),
        );
    const options = { kind: 'generation', sampling: 'natural', seed: 0 } as const;
    fc.assert(
      fc.property(
        fc.oneof(
          items('all', 60).map((all) => ({ all })),
          fc.record({
            train: items('train', 60),
            validation: items('validation', 0),
            test: items('test', 5),
          }),
        ),
        (parts) => {
          let splits: Splits;
          try {
            ({ splits } = makeSplits(parts, options));
          } catch (error) {
            // Too few groups for three splits.
            if (error instanceof RangeError) return;
            throw error;
          }
          const all = (['train', 'validation', 'test'] as const).flatMap((name) =>
            splits[name].map((item) => ({ name, item })),
          );
          const apart = (key: (item: Item) => string | undefined): void => {
            const where = new Map<string, string>();
            for (const { name, item } of all) {
              const found = key(item);
              if (found === undefined) continue;
              expect(where.get(found) ?? name).toBe(name);
              where.set(found, name);
            }
          };
          apart(itemKey);
          apart(({ group }) => group);
        },
      ),
      { numRuns: 200 },
    );
  });
});
