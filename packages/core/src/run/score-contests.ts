/**
 * Scores rows whose continuations compete, in passes: prompts first, whose keys and values are kept, then the branches that each search
 * asks for, of all rows of a group that are still undecided. Between passes searches weigh some of what was read.
 */
import type { Tensor } from '@adaptbench/graph';
import { largest } from '../basics/extremes.ts';
import { type Among, amongOf } from './among.ts';
import { branchFeeds } from './branches.ts';
import { BEGINNING, type Reading, type Search, isWorthwhile, searchFor } from './contest.ts';
import type { Compiled, Programs } from './programs.ts';
import { TOKENS_PER_BATCH } from './requests.ts';
import { type Room, RowPieces, cacheFeeds } from './row-pieces.ts';
import { type Row, type Tree, rowLength, scoreBatch, treeOf } from './rows.ts';
import type { Runner } from './runner.ts';
import type { KeyValues } from './shared-prefix.ts';
import { weigh } from './weigh.ts';

/** Padding of a batch of branches, in tokens, at most. */
const PADDING = 48;
/** Rows go on together from so many batches of prompts: fewer passes, and as many more keys and values in memory. */
export const BATCHES = 4;
/** Of so many rows or more prompts are read apart from the first branches: a pass more for all, and no comparison of what cannot see each other. */
export const APART = 8;

/** A row on its way through the passes. */
interface Contestants {
  readonly row: Row;
  readonly tree: Tree;
  readonly search: Search;
  readonly cache: RowPieces;
  /** By branch that has been read: its place among the row's tokens so far. */
  readonly places: Map<number, number>;
  /** By branch that has been asked, −1 for the trunk's last token: the hidden state there, [D]. */
  readonly hidden: Map<number, Float32Array>;
  /** What the first pass reads, and that as a row. */
  readonly first: Reading;
  readonly begun: Row;
}

/** Null where all branches are better read at once. `competitors`: by continuation; `apart`: the first pass reads prompts alone. */
export function contestantsOf(row: Row, competitors: readonly number[], apart: boolean): Contestants | null {
  const tree = treeOf(row.continuations);
  if (!isWorthwhile(tree)) return null;
  const search = searchFor(row.continuations, tree, competitors, apart);
  const first = search.next();
  if (first?.kind !== 'read') return null;
  const read = new Set([-1, ...first.branches]);
  const begun = {
    trunk: row.trunk,
    continuations: row.continuations.map(({ tokens, skip }, i) => ({
      tokens: tokens.filter((_, j) => read.has(tree.paths[i]![j]!)),
      skip,
    })),
  };
  return {
    row,
    tree,
    search,
    first,
    begun,
    cache: new RowPieces(),
    places: new Map(),
    hidden: new Map(),
  };
}

/** Tokens that a row will have taken when its best continuation is known. */
export const expectedLength = ({ row, tree }: Contestants): number =>
  row.trunk.length + Math.ceil(BEGINNING * tree.nodes.length);

/** `rows` go on together; in their order. */
export async function scoreContests(
  runner: Runner,
  programs: NonNullable<Programs['contest']>,
  rows: readonly Contestants[],
  shared: KeyValues,
): Promise<ReturnType<Search['result']>[]> {
  const tokens = runner.options.tokensPerBatch ?? TOKENS_PER_BATCH;
  const among = amongOf(
    rows.map(({ row }) => row),
    runner.logits,
  );
  const pass: Pass = {
    runner,
    brancher: await programs.brancher(),
    start: runner.positions + shared.ids.length,
    shared,
    among,
    room: new Map(),
  };
  for (const group of alike(rows, ({ begun }) => rowLength(begun), tokens)) await readPrompts(pass, group);
  for (let open = rows; open.length > 0;) {
    const steps = open.flatMap((row) => {
      const step = row.search.next();
      return step === null ? [] : [{ row, step }];
    });
    await weigh(
      runner,
      () => programs.weigher(),
      steps.flatMap(({ row, step }) => (step.kind === 'weigh' ? [{ ...row, step }] : [])),
    );
    const due = steps.flatMap(({ row, step }) => (step.kind === 'read' ? [{ row, step }] : []));
    for (const group of alike(due, ({ step }) => step.branches.length, tokens))
      await readBranches(pass, group);
    open = steps.map(({ row }) => row);
  }
  return rows.map(({ search }) => search.result());
}

/** What all passes have in common. */
interface Pass {
  readonly runner: Runner;
  readonly brancher: Compiled;
  readonly start: number;
  readonly shared: KeyValues;
  readonly among: Among;
  readonly room: Room;
}

async function readPrompts(
  { runner, brancher, start, shared, among, room }: Pass,
  rows: readonly Contestants[],
): Promise<void> {
  const { feeds, size, time, picks } = scoreBatch(
    rows.map(({ begun }) => begun),
    start,
    among.size,
    (token) => among.indexOf(token),
  );
  const { outputs: out } = await runner.run(brancher, {
    ...shared.feeds,
    ...cacheFeeds(
      rows.map(({ cache }) => cache),
      runner.model.architecture.shape,
      room,
    ),
    ...feeds,
    among: among.tokens,
    picked: some(feeds['picked']!),
    cacheMask: { shape: [size, 1, time, 0], data: new Float32Array(0) },
  });
  const bounds = out['bounds']!.data;
  const scored = feeds['scored']!;
  const S = scored.shape[1]!;
  rows.forEach(({ search, first: { branches }, row: { trunk }, cache, places, hidden }, b) => {
    search.take(picks[b]!.flatMap(([from, to]) => Array.from(bounds.subarray(from, to))));
    branches.forEach((node, t) => places.set(node, trunk.length + t));
    for (let s = b * S; s < (b + 1) * S; s++)
      hidden.set(branches[scored.data[s]! - b * time - trunk.length] ?? -1, rowOf(out['hidden']!, s));
    cache.add(out, b, trunk.length + branches.length);
  });
}

const rowOf = ({ data, shape }: Tensor, row: number): Float32Array =>
  Float32Array.from(data.subarray(row * shape[1]!, (row + 1) * shape[1]!));

interface Due {
  readonly row: Contestants;
  readonly step: Reading;
}

async function readBranches(
  { runner, brancher, start, shared, among, room }: Pass,
  group: readonly Due[],
): Promise<void> {
  const { feeds, blocks } = branchFeeds(
    group.map(({ row: { row, tree, places, cache }, step }) => ({
      row,
      tree,
      places,
      length: cache.length,
      step,
    })),
    start,
    among,
  );
  const caches = group.map(({ row }) => row.cache);
  const { outputs: out } = await runner.run(brancher, {
    ...shared.feeds,
    ...cacheFeeds(caches, runner.model.architecture.shape, room),
    ...feeds,
    among: among.tokens,
    picked: some(feeds['picked']!),
  });
  let at = 0;
  group.forEach(({ row: { search, places, cache, hidden }, step }, a) => {
    search.take(out['bounds']!.data.subarray(at, (at += step.asked.length)));
    const here = blocks.places[a]!;
    for (const [node, place] of here) {
      places.set(node, cache.length + place);
      hidden.set(node, rowOf(out['hidden']!, a * blocks.count * blocks.size + place));
    }
    // A row's blocks stand behind each other.
    cache.add(out, a * blocks.count, 1 + largest(here.values()));
  });
}

/** What is read together: of like length, so that padding costs less than another pass, and not too many tokens. */
function alike<T>(all: readonly T[], lengthOf: (one: T) => number, tokens: number): T[][] {
  const groups: T[][] = [];
  let padding = 0;
  for (const one of all.toSorted((a, b) => lengthOf(b) - lengthOf(a))) {
    const group = groups.at(-1);
    const longest = group ? lengthOf(group[0]!) : 0;
    padding += longest - lengthOf(one);
    if (group && padding <= PADDING && (group.length + 1) * longest <= tokens) group.push(one);
    else {
      groups.push([one]);
      padding = 0;
    }
  }
  return groups;
}

/** A program's list of places is never empty. */
const some = (picked: Tensor): Tensor =>
  picked.data.length > 0 ? picked : { shape: [1], data: new Int32Array(1) };
