/**
 * Scores rows whose continuations compete, in passes: prompts first, whose keys and values are kept, then the branches that each search
 * asks for, of all rows of a batch that are still undecided.
 */
import type { Tensor } from '@adaptbench/graph';
import { branchFeeds } from './branches.ts';
import { type Search, type Step, isWorthwhile, searchFor } from './contest.ts';
import { TOKENS_PER_BATCH } from './requests.ts';
import { RowPieces, cacheFeeds } from './row-pieces.ts';
import { type Row, type Tree, scoreBatch, treeOf } from './rows.ts';
import type { Compiled } from './programs.ts';
import type { Runner } from './runner.ts';
import type { KeyValues } from './shared-prefix.ts';

/** Padding of a batch of branches, in tokens, at most. */
const PADDING = 48;

/** A row on its way through the passes. */
interface Contestants {
  readonly row: Row;
  readonly tree: Tree;
  readonly search: Search;
  readonly cache: RowPieces;
  /** By branch that has been read: its place among the row's tokens so far. */
  readonly places: Map<number, number>;
  /** What the first pass reads, and that as a row. */
  readonly first: Step;
  readonly begun: Row;
}

/** Null where all branches are better read at once. `competitors`: by continuation. */
export function contestantsOf(row: Row, competitors: readonly number[]): Contestants | null {
  const tree = treeOf(row.continuations);
  if (!isWorthwhile(tree)) return null;
  const search = searchFor(row.continuations, tree, competitors);
  const first = search.next()!;
  const read = new Set([-1, ...first.branches]);
  const begun = {
    trunk: row.trunk,
    continuations: row.continuations.map(({ tokens, skip }, i) => ({
      tokens: tokens.filter((_, j) => read.has(tree.paths[i]![j]!)),
      skip,
    })),
  };
  return { row, tree, search, first, begun, cache: new RowPieces(), places: new Map() };
}

/** `rows` are read together; in their order. `compile`: the runner's brancher. */
export async function scoreContests(
  runner: Runner,
  compile: () => Promise<Compiled>,
  rows: readonly Contestants[],
  shared: KeyValues,
): Promise<ReturnType<Search['result']>[]> {
  const start = runner.positions + shared.ids.length;
  const brancher = await compile();
  await readPrompts(runner, brancher, rows, start, shared);
  let open = rows;
  while (open.length > 0) {
    const steps = open.flatMap((row) => {
      const step = row.search.next();
      return step === null ? [] : [{ row, step }];
    });
    for (const group of alike(steps, runner.options.tokensPerBatch ?? TOKENS_PER_BATCH))
      await readBranches(runner, brancher, group, start, shared);
    open = steps.map(({ row }) => row);
  }
  return rows.map(({ search }) => search.result());
}

async function readPrompts(
  runner: Runner,
  brancher: Compiled,
  rows: readonly Contestants[],
  start: number,
  shared: KeyValues,
): Promise<void> {
  const { feeds, size, time, picks } = scoreBatch(
    rows.map(({ begun }) => begun),
    start,
    runner.logits,
  );
  const { outputs: out } = await runner.run(brancher, {
    ...shared.feeds,
    ...cacheFeeds(
      rows.map(({ cache }) => cache),
      runner.model.architecture.shape,
    ),
    ...feeds,
    picked: some(feeds['picked']!),
    cacheMask: { shape: [size, time, 0], data: new Float32Array(0) },
  });
  const logProbs = out['logProbs']!.data;
  rows.forEach((row, b) => {
    row.search.take(picks[b]!.flatMap(([from, to]) => Array.from(logProbs.subarray(from, to))));
    keep(row, row.first, row.row.trunk.length, out, b);
  });
}

/** Takes note of a pass that read a step's branches behind so many tokens, in its row b. */
function keep(
  { cache, places }: Contestants,
  { branches }: Step,
  before: number,
  out: Readonly<Record<string, Tensor>>,
  b: number,
): void {
  branches.forEach((node, t) => places.set(node, cache.length + before + t));
  cache.add(out, b, before + branches.length);
}

interface Due {
  readonly row: Contestants;
  readonly step: Step;
}

async function readBranches(
  runner: Runner,
  brancher: Compiled,
  group: readonly Due[],
  start: number,
  shared: KeyValues,
): Promise<void> {
  const feeds = branchFeeds(
    group.map(({ row: { row, tree, places }, step }) => ({ row, tree, places, step })),
    start,
    runner.logits,
  );
  const caches = group.map(({ row }) => row.cache);
  const { outputs: out } = await runner.run(brancher, {
    ...shared.feeds,
    ...cacheFeeds(caches, runner.model.architecture.shape),
    ...feeds,
    picked: some(feeds['picked']!),
  });
  let at = 0;
  group.forEach(({ row, step }, b) => {
    row.search.take(out['logProbs']!.data.subarray(at, (at += step.asked.length)));
    keep(row, step, 0, out, b);
  });
}

/** Steps that are read together: of like length, so that padding costs less than another pass, and not too many tokens. */
function alike(steps: readonly Due[], tokens: number): Due[][] {
  const sorted = steps.toSorted((a, b) => b.step.branches.length - a.step.branches.length);
  const groups: Due[][] = [];
  let padding = 0;
  for (const due of sorted) {
    const group = groups.at(-1);
    const longest = group?.[0]!.step.branches.length ?? 0;
    padding += longest - due.step.branches.length;
    if (group && padding <= PADDING && (group.length + 1) * longest <= tokens) group.push(due);
    else {
      groups.push([due]);
      padding = 0;
    }
  }
  return groups;
}

/** A program's list of places is never empty. */
const some = (picked: Tensor): Tensor =>
  picked.data.length > 0 ? picked : { shape: [1], data: new Int32Array(1) };
