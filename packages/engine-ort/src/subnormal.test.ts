import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('./__fixtures__/subnormal.ts', import.meta.url));

/** In a process of its own: the mode is its thread's for good. */
const computed = (how: 'kept' | 'zero', threads: number): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ['--import', 'tsx', program, how, String(threads)], { encoding: 'utf8' }),
  );
const near = (x: number): unknown => expect.closeTo(x, 6);
const [low, high] = [near(1 / (1 + Math.E)), near(1 / (1 + 1 / Math.E))];

it.each([1, 2])('gives 0 for what would be subnormal once a process says so, with %i threads', (threads) => {
  expect(computed('zero', threads)).toEqual({
    zeros: 1,
    softmax: [low, high, 0, near(0.5), near(0.5), 0],
    script: false,
  });
});

it('leaves such numbers, and JavaScript as it is, unless told', () => {
  expect(computed('kept', 1)).toEqual({
    zeros: 0,
    softmax: [low, high, near(0), near(0.5), near(0.5), near(0)],
    script: true,
  });
});
