import { specs } from '@adaptbench/results/testing';
import type { TrialSpec } from '@adaptbench/results';
import { describe, expect, test } from 'vitest';
import { gradedAnew } from './graded-anew.ts';

const graded = (more: object): TrialSpec[] =>
  specs({ seeds: 2, sweep: false }).map((spec) => ({ ...spec, task: { ...spec.task, ...more } }));
const [before, after] = ['0123456789abcdef', 'fedcba9876543210'].map((scorerHash) =>
  graded({ scorer: 'my/scorer.ts', scorerHash }),
) as [TrialSpec[], TrialSpec[]];

describe('a run that goes on', () => {
  test('has nothing to say where what grades its answers is what it was, or nothing does', () => {
    expect(gradedAnew(before, before)).toEqual([]);
    expect(gradedAnew(specs({}), specs({ seeds: 3 }))).toEqual([]);
    // Another file was asked for: that is another task.
    expect(gradedAnew(before, graded({ scorer: 'other.ts', scorerHash: '1' }))).toEqual([]);
  });
  test('says that trials run again where it is not', () => {
    expect(gradedAnew(before, after)).toEqual([
      'WARNING: scorer.ts is not what it was when this run began (hash 0123456789abcdef, now fedcba9876543210): 4 trials run again, for grades by two do not go together.',
    ]);
    expect(gradedAnew(before.slice(0, 1), after)[0]).toContain(': 1 trial runs again');
    expect(gradedAnew(graded({ scorer: 'my/scorer.ts' }), after)[0]).toContain('(hash unknown, now f');
    expect(
      gradedAnew(
        graded({ jsonSchema: 's.json', jsonSchemaHash: 'a' }),
        graded({ jsonSchema: 's.json', jsonSchemaHash: 'b' }),
      )[0],
    ).toContain('s.json is not what it was');
  });
});
