/** A search that leaves continuations unfinished finds the competitor that scoring all of them finds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchFor } from './contest.ts';
import { logSumExp } from '../basics/log-sum-exp.ts';
import { type Continuation, treeOf } from './rows.ts';

/** Log-probabilities by (continuation, token) as a model would give them: equal for what begins alike. */
type Model = (beginning: readonly number[], token: number) => number;
interface Case {
  readonly continuations: readonly Continuation[];
  readonly contest: readonly number[];
  readonly model: Model;
  /** What is read is known from above only, so much too high at most. */
  readonly slack?: number;
  readonly apart?: boolean;
}

const plain = (texts: readonly (readonly number[])[]): Pick<Case, 'continuations' | 'contest'> => ({
  continuations: texts.map((tokens) => ({ tokens, skip: 0 })),
  contest: texts.map((_, i) => i),
});

/** The search with everything that it read. `orderly`: each branch once and after what leads to it, each token read and weighed once, where it can be. */
function searched({ continuations, contest, model, slack = 0, apart = false }: Case) {
  const tree = treeOf(continuations);
  const search = searchFor(continuations, tree, contest, apart);
  const read = new Set<number>([-1]);
  const told = new Set<string>();
  const steps: number[] = [];
  let orderly = true;
  const weighed = new Set<number>();
  for (let step = search.next(); step !== null; step = search.next()) {
    if (step.kind === 'read') {
      for (const node of step.branches) {
        orderly &&= !read.has(node) && read.has(tree.nodes[node]!.parent);
        read.add(node);
      }
      steps.push(step.branches.length);
    } else for (const [i, j] of step.asked) weighed.add(tree.paths[i]![j]!);
    for (const [i, j] of step.asked) {
      const name = `${step.kind} ${i} ${j}`;
      orderly &&= read.has(tree.paths[i]![j]!) && !told.has(name);
      orderly &&= step.kind === 'read' || told.has(`read ${i} ${j}`);
      told.add(name);
    }
    const { kind } = step;
    search.take(
      step.asked.map(([i, j]) => {
        const { tokens } = continuations[i]!;
        const logProb = model(tokens.slice(0, j), tokens[j]!);
        // Bounds are nearer at some places than at others.
        return kind === 'weigh' ? logProb : Math.min(0, logProb + (slack * ((i * 7 + j * 3) % 5)) / 4);
      }),
    );
  }
  orderly &&= steps.length <= (apart ? 7 : 6) && (!apart || steps[0] === 0);
  return {
    ...search.result(),
    steps,
    orderly,
    weighed: weighed.size,
    read: read.size - 1,
    nodes: tree.nodes.length,
  };
}

const sumsOf = ({ continuations, model }: Case): number[] =>
  continuations.map(({ tokens, skip }) =>
    tokens.reduce((sum, token, j) => (j < skip ? sum : sum + model(tokens.slice(0, j), token)), 0),
  );
const valuesOf = (logProbs: readonly number[], contest: readonly number[]): number[] =>
  [...new Set(contest)].map((c) => logSumExp(logProbs.filter((_, i) => contest[i] === c)));
const best = (values: readonly number[]): number => values.indexOf(Math.max(...values));

describe('a search', () => {
  const texts = Array.from({ length: 40 }, (_, i) => [i % 8, Math.floor(i / 8), i, 1, 2]);
  // The right continuation is likely at each of its tokens.
  const model: Model = (beginning, token) =>
    [3, 2, 19, 1, 2].slice(0, beginning.length + 1).every((id, t) => (beginning[t] ?? token) === id)
      ? -0.1
      : -5;

  it('reads the best to its end and little of the others', () => {
    const found = searched({ ...plain(texts), model });
    expect(found.unfinished.flatMap((is, i) => (is ? [] : [i]))).toEqual([19]);
    expect(found.logProbs[19]).toBeCloseTo(-0.5, 12);
    expect(found.orderly).toBe(true);
    expect(found.read).toBeLessThan(found.nodes / 2);
    expect(found.steps.length).toBeLessThan(5);
  });

  it('weighs the best, and of the others those that bounds do not rule out', () => {
    const near = searched({ ...plain(texts), model, slack: 0.2 });
    expect(near.unfinished.flatMap((is, i) => (is ? [] : [i]))).toEqual([19]);
    expect(near.logProbs[19]).toBeCloseTo(-0.5, 12);
    expect(near.weighed).toBe(5);
    const far = searched({ ...plain(texts), model, slack: 20 });
    expect(far.logProbs[19]).toBeCloseTo(-0.5, 12);
    expect(far.weighed).toBeGreaterThan(5);
  });

  it('finishes all that are level, so that the first of them wins as ever', () => {
    const found = searched({ ...plain(texts), model: () => -1 });
    expect(found.unfinished.some(Boolean)).toBe(false);
  });

  it('ends without a number for a beginning: there is no best one then', () => {
    const found = searched({ ...plain(texts), model: (_, token) => (token === 7 ? Number.NaN : -1) });
    expect(found.steps).toHaveLength(1);
    expect(found.logProbs.some(Number.isNaN)).toBe(true);
  });
});

it('any tree and words: the same competitor as with everything read, ties too', () => {
  // Few tokens and few different log-probabilities, so that continuations begin alike and competitors are level.
  const tokens = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 });
  const word = fc.record({
    tokens,
    skip: fc.constantFrom(0, 0, 0, 1),
  });
  const competitor = fc.array(word, { minLength: 1, maxLength: 3 });
  const scale = fc.constantFrom(0.01, 0.5, 2, 10);
  const slack = fc.constantFrom(0, 0.1, 3);
  fc.assert(
    fc.property(
      fc.array(competitor, { minLength: 1, maxLength: 20 }),
      scale,
      slack,
      fc.boolean(),
      fc.nat(),
      (all, nats, slack, apart, seed) => {
        const model: Model = (beginning, token) => {
          let hash = seed;
          for (const id of [...beginning, token, beginning.length]) hash = (hash * 31 + id * 7 + 3) % 1009;
          return -nats * (hash % 5);
        };
        const words = all.flatMap((each, c) => each.map((w) => ({ ...w, c })));
        const one: Case = {
          continuations: words.map((w) => ({
            tokens: w.tokens,
            skip: Math.min(w.skip, w.tokens.length - 1),
          })),
          contest: words.map(({ c }) => c),
          model,
          slack,
          apart,
        };
        const { logProbs, unfinished, orderly } = searched(one);
        const whole = sumsOf(one);
        const winner = best(valuesOf(whole, one.contest));
        expect(orderly).toBe(true);
        expect(best(valuesOf(logProbs, one.contest))).toBe(winner);
        const faults = logProbs.filter((sum, i) =>
          unfinished[i]
            ? sum < whole[i]! - 1e-9 || one.contest[i] === winner
            : Math.abs(sum - whole[i]!) > 1e-9,
        );
        expect(faults).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});
