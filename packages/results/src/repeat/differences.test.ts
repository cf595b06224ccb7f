import { expect, test } from 'vitest';
import { programDifferences } from './differences.ts';
import { runDifferences } from '../compare/differences.ts';
import { manifestOf, session } from '../testing/index.ts';

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
