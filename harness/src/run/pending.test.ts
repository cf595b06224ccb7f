import { describe, expect, test } from 'vitest';
import { done, failed, skipped, specs } from '../__fixtures__/records.ts';
import { timingFixture } from '../trial/__fixtures__/timing.ts';
import { isTimed, pending, secondsLeft } from './pending.ts';

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
    expect(isTimed(lora0!, [], 'first-seed')).toBe(true);
    expect(isTimed(lora1!, [timed], 'first-seed')).toBe(false);
    expect(isTimed(icl1!, [timed], 'first-seed')).toBe(true);
  });
  test('of the next seed, where the first failed or could not be timed', () => {
    expect(isTimed(lora1!, [failed(lora0!)], 'first-seed')).toBe(true);
    expect(isTimed(lora1!, [{ ...done(lora0!), timing: null }], 'first-seed')).toBe(true);
  });
  test('of all or of none, when told so', () => {
    expect(isTimed(lora1!, [timed], 'all')).toBe(true);
    expect(isTimed(lora0!, [], 'none')).toBe(false);
  });
});

const lasting = (seconds: number, spec = icl0!) => ({ ...done(spec), seconds });

describe('the time left', () => {
  test('is not known before a trial is done', () => {
    expect(secondsLeft([], plan, 3)).toBeNull();
    expect(secondsLeft([failed(icl0!)], plan, 3)).toBeNull();
  });
  test('goes by the same configuration first, else the mean of all', () => {
    expect(secondsLeft([lasting(10)], [lora0!, icl1!, lora1!], 0)).toBe(30);
    expect(secondsLeft([lasting(10), lasting(60, lora0)], [icl1!, lora1!], 0)).toBe(70);
  });
  test('takes off what the running trial has spent, never below none', () => {
    expect(secondsLeft([lasting(10)], [icl1!], 4)).toBe(6);
    expect(secondsLeft([lasting(10)], [icl1!], 40)).toBe(0);
  });
});
