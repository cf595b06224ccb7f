import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action, Observation, Problem, Stage } from './contract.ts';
import { accuracy, recentredAccuracy } from './evidence.ts';
import { pausing } from './pausing.ts';

const scheme = pausing({
  name: 'test',
  score: recentredAccuracy,
  factor: 4,
  waits: true,
  methodsFirst: false,
  ratesFirst: false,
});

/** Candidates 0 to n − 1 train; of two that do not the second is the better. */
const problem = (n: number, seeds = 2): Problem => ({
  candidates: [
    ...Array.from({ length: n }, (_, i) => ({ method: `m${i % 3}`, trains: true })),
    { method: 'icl', trains: false },
    { method: 'icl', trains: false },
  ],
  seeds,
  items: 80,
  budget: 0.1,
});

/** The higher its number, the better a candidate answers; of two labels as soon as the training has come to `from`. */
const learner =
  (n: number, from: number) =>
  (action: Action): Observation => {
    const knows = action.candidate >= n ? action.candidate - n : action.share >= from ? action.candidate : 0;
    const correct = Math.min(80, 40 + (knows === 0 ? 0 : 15 + Math.round((25 * knows) / n)));
    return { ...action, correct, recentred: null, gold: null, commonest: 40, losses: [], parameters: 1 };
  };

function playOut(of: Problem, observe: (action: Action) => Observation, next = scheme.next) {
  const seen: Observation[] = [];
  const stages: Stage[] = [];
  for (;;) {
    const stage = next(of, seen);
    stages.push(stage);
    seen.push(...stage.actions.map(observe));
    if (stage.last) return { stages, seen };
  }
}

const finalistsOf = ({ actions }: Stage): number[] => [...new Set(actions.map(({ candidate }) => candidate))];

describe('a search that pauses', () => {
  test('looks at all, goes on with fewer and fewer, and runs the best whole with every seed', () => {
    const { stages } = playOut(problem(30), learner(30, 0));
    expect(stages.map(({ actions }) => actions.length)).toMatchInlineSnapshot(`
      [
        32,
        6,
        3,
        2,
        3,
      ]
    `);
    expect(finalistsOf(stages.at(-1)!)).toEqual([29, 31]);
  });
  test('never asks for less than a training has, nor for the same twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        (n, seeds, luck) => {
          const random = (a: Action): Observation => ({
            ...learner(n, 0)(a),
            correct: (a.candidate * 7919 + luck + Math.round(a.share * 64)) % 81,
          });
          const { stages, seen } = playOut(problem(n, seeds), random);
          const at = new Map<string, number>();
          for (const { candidate, seed, share } of stages.slice(0, -1).flatMap(({ actions }) => actions)) {
            // A whole trial may be asked for again: it is there by then.
            expect(share === 1 || share > (at.get(`${candidate} ${seed}`) ?? 0)).toBe(true);
            at.set(`${candidate} ${seed}`, share);
          }
          expect(seen.every(({ share }) => share > 0 && share <= 1)).toBe(true);
          const last = stages.at(-1)!;
          expect(last.actions.every(({ share }) => share === 1)).toBe(true);
          // Of what trains nothing one seed may do.
          const trains = finalistsOf(last).filter((one) => one < n).length;
          expect(last.actions.filter(({ candidate }) => candidate < n)).toHaveLength(trains * seeds);
        },
      ),
    );
  });
  test('lets none go while nearly all give one answer, and chooses as soon as they do not', () => {
    const { stages } = playOut(problem(30), learner(30, 0.5));
    const looks = stages.slice(0, -1).map(({ actions }) => [actions[0]!.share, actions.length]);
    expect(looks.filter(([share]) => share! < 0.5).every(([, n]) => n === 30 || n === 32)).toBe(true);
    expect(finalistsOf(stages.at(-1)!)).toContain(29);
    const hasty = pausing({
      name: 'hasty',
      score: accuracy,
      factor: 4,
      waits: false,
      methodsFirst: false,
      ratesFirst: false,
    });
    expect(finalistsOf(playOut(problem(30), learner(30, 0.5), hasty.next).stages.at(-1)!)).not.toContain(29);
  });
  test('runs all whole with one seed where nothing is ever learned', () => {
    const { stages } = playOut(problem(12), learner(12, 2));
    expect(stages.at(-3)!.actions.map(({ share, seed }) => [share, seed])).toEqual(
      Array.from({ length: 12 }, () => [1, 0]),
    );
  });
  test('drops what fails', () => {
    const { stages } = playOut(problem(20), (action) =>
      action.candidate === 19 ? { ...learner(20, 0)(action), correct: null } : learner(20, 0)(action),
    );
    expect(finalistsOf(stages.at(-1)!)).toEqual([18, 21]);
  });
  test('is the same when it is cut and goes on', () => {
    const { stages, seen } = playOut(problem(20), learner(20, 0));
    for (let cut = 0; cut <= seen.length; cut++)
      expect(stages).toContainEqual(scheme.next(problem(20), seen.slice(0, cut)));
  });
});
