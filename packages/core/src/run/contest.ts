/**
 * Which of many continuations is best, without reading all of them: branch and bound over their tree (Land & Doig 1960), exact. Tokens only
 * ever take from a log-probability, so what is known of a continuation's beginning bounds the whole from above. Where a competitor's bound
 * is below what another has for certain, nothing more of it is read. What is read is bounded too: log-probabilities themselves take a
 * product with the whole vocabulary (`among.ts`), and only those are asked for whose continuation may be best. The constants are the
 * cheapest of those tried on items of Banking77 and SmolLM2-135M: 77 labels of six tokens, a tree of 294, of which a search reads a third.
 */
import { largest } from '../basics/extremes.ts';
import { logSumExp } from '../basics/log-sum-exp.ts';
import type { Continuation, Tree } from './rows.ts';

/**
 * A bound counts as this much higher, in nats. Two passes of one model differ by rounding, but by less: so a competitor that is left
 * unfinished is level with the best in none of them.
 */
const MARGIN = 0.05;
/** A pass of its own costs about as much as so many tokens more in another one, as all weights are read anew. */
const PASS = 48;
/** Of the branches those are read first, with the prompt or behind it, that are as many whole levels of the tree as this share of it holds. */
export const BEGINNING = 0.4;
/** Where prompts have been read before them, those of the first branches are read that are so many nats behind the leader or less. */
const HOPEFUL = 10;
/** A further pass reads the leader to its end, and so many tokens of each that is so many nats behind it or less. */
const DEPTH = 2;
const PROMISING = 8;
/** Passes at most: the last reads all that is left. */
const PASSES = 6;
/** Of those that are read to their end, those so many nats behind the first of them or less are weighed with it. */
const CLOSE = 2;

/** Whether a search costs less than reading all branches with the prompt: it leaves half of them out, and takes a pass more. */
export const isWorthwhile = ({ nodes }: Tree): boolean => nodes.length / 2 > PASS;

/** Reads branches: bounds are learned of what is asked. */
export interface Reading {
  readonly kind: 'read';
  /** By index in the tree, each after what leads to it; those of the first pass stand behind the trunk. */
  readonly branches: readonly number[];
  /** (continuation, index of its token): what is predicted there. */
  readonly asked: readonly (readonly [number, number])[];
}
/** Asks once more of what has been read: log-probabilities themselves are learned. */
interface Weighing {
  readonly kind: 'weigh';
  readonly asked: Reading['asked'];
}
export type Step = Reading | Weighing;

export interface Search {
  /** The first step reads. Null where the best is known. */
  next(): Step | null;
  /** What the last step asked: bounds of log-probabilities from above where it read, else they themselves. */
  take(logProbs: ArrayLike<number>): void;
  result(): { readonly logProbs: readonly number[]; readonly unfinished: readonly boolean[] };
}

/** `competitors`: by continuation, see `ScoreRequest`. `apart`: the first step reads no branch, so that prompts stand alone. */
export function searchFor(
  continuations: readonly Continuation[],
  tree: Tree,
  competitors: readonly number[],
  apart = false,
): Search {
  const { paths } = tree;
  const read = new Set([-1]);
  /** By continuation: what is known of each of its tokens, from the first on. */
  const known = continuations.map((): number[] => []);
  /** Branches whose predictions are known themselves, not from above only. */
  const weighed = new Set<number>();
  const speakers = Array.from({ length: largest(competitors) + 1 }, (): number[] => []);
  competitors.forEach((c, i) => speakers[c]!.push(i));
  const isWhole = (i: number): boolean => known[i]!.length === continuations[i]!.tokens.length;
  const isFinished = (i: number): boolean =>
    isWhole(i) && paths[i]!.every((node, j) => j < continuations[i]!.skip || weighed.has(node));
  const sumOf = (i: number): number => known[i]!.reduce((sum, x) => sum + x, 0);
  let step: Step;

  const reading = (branches: readonly number[]): Step => {
    for (const node of branches) read.add(node);
    const asked = continuations.flatMap(({ tokens, skip }, i) => {
      const each = known[i]!;
      const from = each.length;
      while (each.length < tokens.length && read.has(paths[i]![each.length]!)) each.push(0);
      return Array.from({ length: each.length - from }, (_, j): [number, number] => [i, from + j]).filter(
        ([, j]) => j >= skip,
      );
    });
    return { kind: 'read', branches, asked };
  };
  /** All that is predicted where these continuations' tokens are. */
  const weighing = (each: readonly number[]): Step => {
    const nodes = new Set(
      each.flatMap((i) => paths[i]!.slice(continuations[i]!.skip)).filter((node) => !weighed.has(node)),
    );
    for (const node of nodes) weighed.add(node);
    return {
      kind: 'weigh',
      asked: paths.flatMap((path, i) =>
        path.flatMap((node, j): [number, number][] =>
          j >= continuations[i]!.skip && nodes.has(node) ? [[i, j]] : [],
        ),
      ),
    };
  };

  interface Open {
    readonly each: readonly number[];
    readonly bound: number;
    /** All of it has been read. */
    readonly whole: boolean;
  }
  /** Competitors that may still be best and are not finished, the leader first. */
  const open = (): Open[] => {
    const all = speakers.map((each) => ({
      each,
      bound: logSumExp(each.map((i) => sumOf(i) + (isFinished(i) ? 0 : MARGIN))),
      whole: each.every(isWhole),
      finished: each.every(isFinished),
    }));
    // Without a number for every competitor there is no best one.
    if (!all.every(({ bound }) => Number.isFinite(bound))) return [];
    const certain = largest(all.map(({ bound, finished }) => (finished ? bound : -Infinity)));
    return all
      .filter(({ bound, finished }) => !finished && bound >= certain)
      .toSorted((a, b) => b.bound - a.bound);
  };
  const waysOf = ({ each }: Open): number[][] => each.map((i) => paths[i]!.filter((node) => !read.has(node)));

  const first = new Set(firstLevels(tree));
  const last = apart ? PASSES + 1 : PASSES;
  let passes = 0;
  const next = (): Step | null => {
    if (passes === 0) {
      passes = 1;
      return reading(apart ? [] : [...first]);
    }
    const ahead = open();
    const [leader] = ahead;
    if (!leader) return null;
    const whole = ahead.filter((one) => one.whole);
    if (whole.length > 0)
      return weighing(
        whole.filter(({ bound }) => bound >= whole[0]!.bound - CLOSE).flatMap(({ each }) => each),
      );
    passes++;
    const near = (nats: number): number[][] =>
      ahead.filter(({ bound }) => bound >= leader.bound - nats).flatMap(waysOf);
    const hopeful = new Set(
      apart && passes === 2 ? near(HOPEFUL).flatMap((way) => way.filter((node) => first.has(node))) : [],
    );
    if (hopeful.size > 0) return reading([...hopeful].toSorted((a, b) => a - b));
    const all = new Set(near(Infinity).flat());
    const some = new Set([
      ...waysOf(leader).flat(),
      ...near(PROMISING).flatMap((way) => way.slice(0, DEPTH)),
    ]);
    const branches = passes === last || all.size - some.size <= PASS / 4 ? all : some;
    return reading([...branches].toSorted((a, b) => a - b));
  };
  return {
    next: () => {
      const found = next();
      if (found) step = found;
      return found;
    },
    take(logProbs) {
      step.asked.forEach(([i, j], at) => {
        known[i]![j] = logProbs[at]!;
      });
    },
    result: () => ({
      logProbs: continuations.map((_, i) => sumOf(i)),
      unfinished: continuations.map((_, i) => !isFinished(i)),
    }),
  };
}

/** Branches of as many whole levels as the first pass may read. */
function firstLevels({ nodes }: Tree): number[] {
  const counts: number[] = [];
  for (const { depth } of nodes) counts[depth] = (counts[depth] ?? 0) + 1;
  let [levels, sum] = [0, 0];
  while (levels < counts.length && sum + counts[levels]! <= BEGINNING * nodes.length)
    sum += counts[levels++]!;
  return [...nodes.keys()].filter((node) => nodes[node]!.depth < levels);
}
