/**
 * Scores rows whose continuations compete, in passes: prompts first, whose keys and values are kept, then the branches that each search
 * asks for, of all rows of a group that are still undecided. Between passes searches weigh some of what was read.
 */
import type { Tensor } from '@adaptbench/graph';
import { type Among, amongOf } from './among.ts';
import { branchFeeds } from './branches.ts';
import { type Reading, type Search, isWorthwhile, searchFor } from './contest.ts';
import type { Compiled, Programs } from './programs.ts';
import { TOKENS_PER_BATCH, batches } from './requests.ts';
import { type Room, RowPieces, cacheFeeds } from './row-pieces.ts';
import { type Row, type Tree, rowLength, scoreBatch, treeOf } from './rows.ts';
import type { Runner } from './runner.ts';
import type { KeyValues } from './shared-prefix.ts';
import { weigh } from './weigh.ts';

/** Padding of a batch of branches, in tokens, at most. */
const PADDING = 48;
/** Rows go on together from so many batches of prompts: fewer passes, and as many more keys and values in memory. */
export const BATCHES = 4;

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

/** Null where all branches are better read at once. `competitors`: by continuation. */
export function contestantsOf(row: Row, competitors: readonly number[]): Contestants | null {
  const tree = treeOf(row.continuations);
  if (!isWorthwhile(tree)) return null;
  const search = searchFor(row.continuations, tree, competitors);
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

/** `rows` go on together; in their order. */
export async function scoreContests(
  runner: Runner,
  { brancher, weigher }: NonNullable<Programs['contest']>,
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
    brancher: await brancher(),
    start: runner.positions + shared.ids.length,
    shared,
    among,
    room: new Map(),
  };
  for (const group of batches(
    rows.map(({ begun }) => rowLength(begun)),
    tokens,
  ))
    await readPrompts(
      pass,
      group.map((i) => rows[i]!),
    );
  for (let open = rows; open.length > 0;) {
    const steps = open.flatMap((row) => {
      const step = row.search.next();
      return step === null ? [] : [{ row, step }];
    });
    await weigh(
      runner,
      weigher,
      steps.flatMap(({ row, step }) => (step.kind === 'weigh' ? [{ ...row, step }] : [])),
    );
    const due = steps.flatMap(({ row, step }) => (step.kind === 'read' ? [{ row, step }] : []));
    for (const group of alike(due, tokens)) await readBranches(pass, group);
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
    among.indexOf,
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
    cacheMask: { shape: [size, time, 0], data: new Float32Array(0) },
  });
  const bounds = out['bounds']!.data;
  rows.forEach((row, b) => {
    row.search.take(picks[b]!.flatMap(([from, to]) => Array.from(bounds.subarray(from, to))));
    keep(row, row.first, row.row.trunk.length, out, feeds['scored']!, b);
  });
}

/** Takes note of a pass that read a step's branches behind so many tokens, and gave hidden states at `scored` [B, S], in its row b. */
function keep(
  { cache, places, hidden }: Contestants,
  { branches }: Reading,
  before: number,
  out: Readonly<Record<string, Tensor>>,
  scored: Tensor,
  b: number,
): void {
  branches.forEach((node, t) => places.set(node, cache.length + before + t));
  const T = out['present.0.k']!.shape[2]!;
  const [, S] = scored.shape;
  const { data, shape } = out['hidden']!;
  const D = shape[1]!;
  for (let s = b * S!; s < (b + 1) * S!; s++) {
    const node = branches[scored.data[s]! - b * T - before] ?? -1;
    if (!hidden.has(node)) hidden.set(node, data.slice(s * D, (s + 1) * D) as Float32Array);
  }
  cache.add(out, b, before + branches.length);
}

interface Due {
  readonly row: Contestants;
  readonly step: Reading;
}

async function readBranches(
  { runner, brancher, start, shared, among, room }: Pass,
  group: readonly Due[],
): Promise<void> {
  const feeds = branchFeeds(
    group.map(({ row: { row, tree, places }, step }) => ({ row, tree, places, step })),
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
  group.forEach(({ row, step }, b) => {
    row.search.take(out['bounds']!.data.subarray(at, (at += step.asked.length)));
    keep(row, step, 0, out, feeds['scored']!, b);
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
