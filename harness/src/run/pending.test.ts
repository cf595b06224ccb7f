import { describe, expect, test } from 'vitest';
import { done, failed, skipped, specs, timingFixture } from '@adaptbench/results/testing';
import { isTimed, pending, timedIn } from './pending.ts';

const plan = specs({ seeds: 2, sweep: false });
const [icl0, lora0, icl1, lora1] = plan;

describe('what is still to run', () => {
  test('is everything, in the plan’s order, at first', () => expect(pending(plan, [], false)).toEqual(plan));
  test('is not what is done, skipped or failed', () => {
    expect(pending(plan, [done(icl0!), skipped(lora0!), failed(icl1!)], false)).toEqual([lora1]);
  });
  test('is what failed as well, when asked', () => {
    expect(pending(plan, [done(icl0!), skipped(lora0!), failed(icl1!)], true)).toEqual([icl1, lora1]);
  });
});

describe('requests are timed', () => {
  const timed = { ...done(lora0!), timing: timingFixture(lora0!) };
  test('of the first seed of each configuration that is done', () => {
    expect(isTimed(lora0!, 'first-seed', timedIn([]))).toBe(true);
    expect(isTimed(lora1!, 'first-seed', timedIn([timed]))).toBe(false);
    expect(isTimed(icl1!, 'first-seed', timedIn([timed]))).toBe(true);
  });
  test('of the next seed, where the first failed or could not be timed', () => {
    expect(isTimed(lora1!, 'first-seed', timedIn([failed(lora0!)]))).toBe(true);
    expect(isTimed(lora1!, 'first-seed', timedIn([{ ...done(lora0!), timing: null }]))).toBe(true);
  });
  test('of all or of none, when told so', () => {
    expect(isTimed(lora1!, 'all', timedIn([timed]))).toBe(true);
    expect(isTimed(lora0!, 'none', timedIn([]))).toBe(false);
  });
});
