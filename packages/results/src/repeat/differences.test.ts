import { expect, test } from 'vitest';
import { outcomeDifference, programDifferences } from './differences.ts';
import { runDifferences } from '../compare/differences.ts';
import { done, manifestOf, session, specs, split } from '../testing/index.ts';

test('a package that is called as objects’ own functions are is missing where it is missing', () => {
  const [without, having] = [
    { versions: {}, source: null },
    { versions: { constructor: '1.0.0' }, source: null },
  ];
  expect(programDifferences(without, having)).toEqual(['constructor none and 1.0.0']);
  const [old, now] = [without, having].map(({ versions }) => ({
    ...manifestOf([]),
    sessions: [{ ...session, versions }],
  }));
  expect(runDifferences(old!, now!)).toContain('versions: constructor none → 1.0.0');
});

test('a program that keeps more of the same answers repeats them all the same', () => {
  const [spec] = specs();
  const shape = { characters: 3, empty: 0, cutOff: 0 };
  const record = (more: object) => done(spec!, split(1, 2), { ...split(1, 2), ...more });
  expect(outcomeDifference(record({}), record({ shape }))).toBeNull();
  expect(outcomeDifference(record({ shape }), record({ shape: { ...shape, characters: 4 } }))).toBe(
    'the answers’ properties on test differ',
  );
});
