/** Numbers that no run can mean: each is refused in one line, before anything is made of it. */
import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { threadsNote } from '../plan/threads.ts';
import { call } from './__fixtures__/call.ts';

const toy = ['--model', 'tiny', '--task', 'toy', '--methods', 'icl,lora', '--dry-run'];
const digits = '9'.repeat(400);
const tens = '1,2,3,4,5,6,7,8,9,10';
const cores = os.availableParallelism();
const have = `this machine has ${cores} ${cores === 1 ? 'processor' : 'processors'}`;

test.each<[string, string[], string]>([
  ['time without end', ['--timeout', 'Infinity'], '--timeout: expected a number above 0, got "Infinity"'],
  [
    'time too large for a number',
    ['--timeout', '1e400'],
    '--timeout: expected a number above 0, got "1e400"',
  ],
  ['time in another base', ['--timeout', '0x10'], '--timeout: expected a number above 0, got "0x10"'],
  ['no time', ['--timeout', ''], '--timeout: expected a number above 0, got ""'],
  ['time below 0', ['--timeout', '-5'], '--timeout: expected a number above 0, got "-5"'],
  [
    'price',
    ['--price-per-hour', digits],
    `--price-per-hour: expected a number of at least 0, got "${digits}"`,
  ],
  [
    'items',
    ['--limit', '99999999999999999999'],
    '--limit: expected a whole number of at least 1 and at most 9007199254740991, got "99999999999999999999"',
  ],
  [
    'training items',
    ['--train', '8,99999999999999999999'],
    '--train: expected a whole number of at least 0 and at most 9007199254740991, got "99999999999999999999"',
  ],
  [
    'seed',
    ['--seeds', '99999999999999999999,'],
    '--seeds: expected a whole number of at least 0 and at most 9007199254740991, got "99999999999999999999"',
  ],
  ['number of seeds', ['--seeds', '1000000000'], 'seeds: Too big: expected number to be <=100000'],
  [
    'shard',
    ['--shard', '1/99999999999999999999'],
    '--shard: expected i/n with i from 1 to n (2/3), got "1/99999999999999999999"',
  ],
  [
    'trials',
    ['--seeds', '100000'],
    '500,001 trials: expected at most 100,000 in a run. Try fewer values or seeds.',
  ],
  [
    'combinations',
    [
      'learningRate',
      'epochs',
      'batchSize',
      'warmup',
      'weightDecay',
      'clipNorm',
      'maxSteps',
      'accumulate',
    ].flatMap((field) => ['--set', `train.${field}=${tens}`]),
    '100,000,000 combinations of values: expected at most 100,000 in a run. Try fewer values or seeds.',
  ],
  [
    'threads',
    ['--threads', '100000'],
    `--threads 100000: ${have}, expected 1..${4 * cores}. Best are as many threads as processors, or fewer.`,
  ],
])('%s', async (_name, args, message) => {
  expect(await call(...toy, ...args)).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
});

test.each([['2147484'], ['3000000'], ['.5'], ['1e9']])('a timeout of %s s is one', async (seconds) => {
  expect((await call(...toy, '--timeout', seconds)).code).toBe(0);
});

describe('threads', () => {
  test('as many as processors, or fewer, or the engine’s choice need no word', () => {
    expect([null, 1, 2].map((threads) => threadsNote(threads, 2))).toEqual([null, null, null]);
  });
  test('above that are noted, four times as many refused', () => {
    expect(threadsNote(3, 2)).toBe(
      'NOTE: --threads 3: this machine has 2 processors, so threads wait for each other and times are longer than they need be.',
    );
    expect(threadsNote(8, 2)).toContain('--threads 8: ');
    expect(() => threadsNote(9, 2)).toThrow('expected 1..8');
  });
});
