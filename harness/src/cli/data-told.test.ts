/** What was decided about the data, as the command line tells it. */
import { expect, test } from 'vitest';
import { call } from './__fixtures__/call.ts';

const files = ['--model', 'tiny', '--methods', 'icl', '--data'];
test('what was decided about data stands on the terminal before the trials, in a dry run too, once for a task', async () => {
  const { code, out, err } = await call(...files, 'a/b.csv', '--train', '8,16', '--dry-run');
  expect([code, err]).toEqual([0, 'data of b.csv:\n  files: a/b.csv\n']);
  expect(out).toMatch(/ trials\n$/);
  expect((await call('--model', 'tiny', '--task', 'toy', '--methods', 'icl', '--dry-run')).err).toBe('');
});
test('it holds nothing that a terminal would obey', async () => {
  const { err } = await call(...files, 'a\u001B]0;x\u0007.csv', '--dry-run');
  expect(err).toBe('data of a ]0;x .csv:\n  files: a ]0;x .csv\n');
});
test('--labels may name a value that begins with a minus', async () => {
  const { code } = await call(...files, 'a.csv', '--labels', '-1=bad,1=good', '--dry-run');
  expect(code).toBe(0);
});
