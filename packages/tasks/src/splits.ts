/**
 * Items of official splits, or of one undivided file → train, validation and test, disjoint also in the texts.
 *
 * - Undivided: of equal texts the first is kept (none where their answers differ); then test, validation and train are cut from one
 *   seeded order.
 * - Official: test stays whole; validation loses texts that are in test, train those in either. A missing validation is cut from
 *   train. Without a labelled test, validation is the test.
 * - Items with groups: as above, and no group is in two parts. Parts that are cut here are then as near to their sizes as groups allow.
 *
 * Files often lie sorted, by label or otherwise, and everything after this takes the first so many of a split (validations while
 * training, screenings, exemplars): so train and validation leave here in a seeded order of which every beginning is a fair sample.
 */
import { ConfigError, type Item, type Splits, itemKey } from '@adaptbench/core';
import { type Sampling, arrange, classOf } from './arrange.ts';
import { groupBy } from './group-by.ts';
import { apartByGroup, areGrouped, groupsOf, takeGroups } from './groups.ts';

export interface SplitOptions {
  readonly kind: 'classification' | 'generation';
  readonly sampling: Sampling;
  readonly seed: number;
  /** Draws the training items and their order anew for each seed, from the same splits; by default `seed` does. */
  readonly trainSeed?: number | undefined;
  /** Numbers of items; undefined: all of train, a fifth (validation: a tenth) of what must be cut. */
  readonly train?: number | undefined;
  readonly validation?: number | undefined;
  readonly test?: number | undefined;
  /** At most this many in validation and test. */
  readonly limit?: number | undefined;
}

export interface ArrangedSplits {
  /** Every beginning of train and validation is a fair sample. A test that is taken whole is in the order of its file. */
  readonly splits: Splits;
  /**
   * The items of `splits.train` as training meets them, which shuffles them by its own seed: of a split that is taken whole in the order of
   * its file, so that how exemplars are drawn from it changes no training.
   */
  readonly training: readonly Item[];
  /** The data behind them: no order by seed where a split is taken whole, nor training items of a `trainSeed`. Its hash is the data's. */
  readonly read: Splits;
  readonly notes: readonly string[];
}

/** Most items that are cut off for test and validation unless told: more costs time and hardly narrows an interval. */
const MOST = { test: 2000, validation: 500 };

type Parts = Partial<Record<'train' | 'validation' | 'test' | 'all', readonly Item[]>>;

type Part = keyof Splits;

/** Splits before samples are drawn from them. */
interface Cut {
  readonly splits: Splits;
  /** Those that were cut here, from a seeded order; the others are in the order of their files. */
  readonly fair: readonly Part[];
}

/** @throws ConfigError where there are fewer items than asked for */
export function makeSplits(parts: Parts, options: SplitOptions): ArrangedSplits {
  const notes: string[] = [];
  const grouped = areGrouped(Object.values(parts).flat());
  const cut = parts.all
    ? divide(parts.all, options, notes, grouped)
    : official(parts, options, notes, grouped);
  const { seed, trainSeed = seed, limit = Infinity } = options;
  // What an official validation or test holds is not changed, and what is cut here is balanced already where it should be.
  const samplingOf = (name: Part): Sampling => (name === 'train' ? options.sampling : 'natural');
  const inOrder = (name: Part, items: readonly Item[], by = seed, stream = `sample ${name}`): Item[] =>
    arrange(items, classOf(options.kind), samplingOf(name), by, stream);
  const first = (name: Part, size: number | undefined, most: number, fair: readonly Item[]) => {
    if (size !== undefined && size > fair.length)
      throw tooFew(name, size, fair.length, cut.splits[name].length, notes);
    return fair.slice(0, Math.min(size ?? Infinity, most));
  };
  const sample = (name: Part, asked: number | undefined, most: number): readonly Item[] => {
    const items = cut.splits[name];
    // Whole groups do not add up to any number.
    const size =
      grouped && name !== 'train' && cut.fair.includes(name) && asked !== undefined
        ? Math.min(asked, items.length)
        : asked;
    if (size === undefined && most === Infinity && samplingOf(name) === 'natural') return items;
    return first(name, size, most, inOrder(name, items));
  };
  /** Items that are taken whole lie as their file has them, unless they were cut here. */
  const fair = (name: Part, items: readonly Item[], by = seed): readonly Item[] =>
    items === cut.splits[name] && !cut.fair.includes(name) ? inOrder(name, items, by) : items;

  const drawn = options.trainSeed !== undefined;
  const read = {
    train: sample('train', drawn ? undefined : options.train, Infinity),
    validation: sample('validation', options.validation, limit),
    test: sample('test', options.test, limit),
  };
  const training =
    drawn && options.train !== undefined
      ? first('train', options.train, Infinity, inOrder('train', read.train, trainSeed, 'training items'))
      : read.train;
  const splits = {
    train: fair('train', training, trainSeed),
    validation: fair('validation', read.validation),
    test: read.test,
  };
  return { splits, training, read, notes };
}

const PARTS: readonly Part[] = ['train', 'validation', 'test'];

function divide(items: readonly Item[], o: SplitOptions, notes: string[], grouped: boolean): Cut {
  const single = withoutDuplicates(items, notes);
  if (grouped) return divideGroups(single, o, notes);
  const order = arrange(single, classOf(o.kind), o.sampling, o.seed, 'splits');
  const test = o.test ?? Math.min(MOST.test, Math.floor(order.length / 5));
  const validation = o.validation ?? Math.min(MOST.validation, Math.floor(order.length / 10));
  const asked = test + validation + (o.train ?? 1);
  if (asked > order.length) throw tooFew('the three splits', asked, order.length, single.length, notes);
  notes.push(
    `split here by seed ${o.seed}, ${o.sampling}: ${test} test, ${validation} validation, ${order.length - test - validation} train`,
  );
  const splits = {
    test: order.slice(0, test),
    validation: order.slice(test, test + validation),
    train: order.slice(test + validation),
  };
  return { splits, fair: PARTS };
}

/** Test and validation are the first groups of a seeded order, in which each label's groups are spread evenly. */
function divideGroups(items: readonly Item[], o: SplitOptions, notes: string[]): Cut {
  const order = groupOrder(items, o);
  const wanted = {
    test: o.test ?? Math.min(MOST.test, Math.floor(items.length / 5)),
    validation: o.validation ?? Math.min(MOST.validation, Math.floor(items.length / 10)),
  };
  const { taken: test, rest } = takeGroups(order, wanted.test);
  const { taken: validation, rest: train } = takeGroups(rest, wanted.validation);
  const lacking = [
    ...(wanted.test > 0 && test.length === 0 ? ['test'] : []),
    ...(wanted.validation > 0 && validation.length === 0 ? ['validation'] : []),
    ...(train.length === 0 ? ['train'] : []),
  ];
  if (lacking.length > 0)
    throw new ConfigError(
      `groups: ${order.length} groups of ${items.length} items leave none for ${lacking.join(' and ')}: each group is in one split, and test takes ${wanted.test} items, validation ${wanted.validation}. Name a column of more groups with --group-column, or other sizes with --limit-test and --limit-validation.`,
    );
  const splits = { test: test.flat(), validation: validation.flat(), train: train.flat() };
  notes.push(
    `split here by seed ${o.seed}, whole groups: ${splits.test.length} test, ${splits.validation.length} validation, ${splits.train.length} train`,
  );
  // A split lies group by group, which is no fair order.
  return {
    splits: mapSplits(splits, (part, name) =>
      arrange(part, classOf(o.kind), 'natural', o.seed, `groups ${name}`),
    ),
    fair: PARTS,
  };
}

const groupOrder = (items: readonly Item[], o: SplitOptions): Item[][] =>
  arrange(groupsOf(items), (group) => classOf(o.kind)(group[0]!), 'natural', o.seed, 'splits');

const mapSplits = (splits: Splits, change: (items: readonly Item[], name: Part) => Item[]): Splits => ({
  train: change(splits.train, 'train'),
  validation: change(splits.validation, 'validation'),
  test: change(splits.test, 'test'),
});

function official(parts: Parts, o: SplitOptions, notes: string[], grouped: boolean): Cut {
  let { train = [], validation = [], test = [] } = parts;
  if (test.length === 0 && validation.length > 0) {
    [test, validation] = [validation, []];
    notes.push('no labelled test split: the validation split is the test, validation is cut from train');
  }
  if (test.length === 0) return divide(train, o, notes, grouped);
  const rest = apart(train, [...test, ...validation]);
  if (rest.length < train.length)
    notes.push(`train: ${train.length - rest.length} items whose texts are in validation or test left out`);
  train = apartByGroup(rest, [...test, ...validation]);
  if (train.length < rest.length)
    notes.push(`train: ${rest.length - train.length} items whose groups are in validation or test left out`);
  const fair: Part[] = [];
  if (validation.length === 0) {
    fair.push('validation');
    const size = o.validation ?? Math.min(MOST.validation, Math.floor(train.length / 10));
    const groups = grouped ? groupsOf(train) : [...groupBy(train, itemKey).values()];
    const order = arrange(groups, (g) => classOf(o.kind)(g[0]!), o.sampling, o.seed, 'splits');
    if (grouped) {
      const cut = takeGroups(order, size).taken.flat();
      const others = apart(apartByGroup(train, cut), cut);
      notes.push(`validation: ${cut.length} items cut from train by seed ${o.seed}, whole groups`);
      return { splits: { train: others, validation: cut, test }, fair };
    }
    if (size >= order.length)
      throw tooFew('train and validation', size + 1, order.length, groups.length, notes);
    // Equal texts go together, so that none is in both.
    const cut = new Set(order.slice(0, size).flat());
    validation = order.slice(0, size).map((g) => g[0]!);
    train = train.filter((item) => !cut.has(item));
    notes.push(`validation: ${validation.length} items cut from train by seed ${o.seed}`);
  } else {
    const kept = apart(validation, test);
    if (kept.length < validation.length)
      notes.push(`validation: ${validation.length - kept.length} items whose texts are in test left out`);
    validation = apartByGroup(kept, test);
    if (validation.length < kept.length)
      notes.push(`validation: ${kept.length - validation.length} items whose groups are in test left out`);
  }
  return { splits: { train, validation, test }, fair };
}

function apart(items: readonly Item[], from: readonly Item[]): readonly Item[] {
  const keys = new Set(from.map(itemKey));
  return items.filter((item) => !keys.has(itemKey(item)));
}

function withoutDuplicates(items: readonly Item[], notes: string[]): Item[] {
  const groups = [...groupBy(items, itemKey).values()];
  const clear = groups.filter((g) => g.every(({ answer }) => answer === g[0]!.answer));
  const repeated = clear.reduce((n, g) => n + g.length - 1, 0);
  const unclear = items.length - repeated - clear.length;
  if (repeated > 0) notes.push(`${repeated} repeated texts left out, the first of each kept`);
  if (unclear > 0) notes.push(`${unclear} items left out whose text stands there with different answers`);
  return clear.map((g) => g[0]!);
}

/** @param lost what was left out before */
const tooFew = (
  what: string,
  asked: number,
  there: number,
  all: number,
  lost: readonly string[],
): ConfigError =>
  new ConfigError(
    `${what}: ${asked} items asked for, ${there} there${there < all ? ` (${all} before balancing the labels)` : ''}.${lost.map((note) => ` Before that: ${note}.`).join('')} Lower --train, --limit-validation or --limit-test${there < all ? ', or use natural sampling' : ''}.`,
  );
