import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configurationId } from '@adaptbench/results';
import { specs } from '@adaptbench/results/testing';
import { type Course, fitting, leftOut, readBudget, secondsOf } from './budget.ts';

const plan = specs({ seeds: 2, set: { 'icl.shots': [0, 1], 'lora.rank': [1, 2] } });
const course = (more: Partial<Course> = {}): Course => ({
  estimates: new Map(
    plan.map((spec) => [
      configurationId(spec),
      { seconds: spec.method === 'lora' ? 10 : 1, timingSeconds: 2, bytes: 0 },
    ]),
  ),
  lanes: 1,
  latency: 'none',
  ...more,
});

describe('the time of a plan', () => {
  test('is the sum of its trials, and of what is timed', () => {
    expect(secondsOf(plan, course())).toBe(44);
    expect(secondsOf(plan, course({ latency: 'all' }))).toBe(44 + 16);
    expect(secondsOf(plan, course({ latency: 'first-seed' }))).toBe(44 + 8);
    expect(secondsOf(plan, course({ latency: 'chosen' }))).toBe(44 + 4);
  });
  test('has no second process in a trial where chosen configurations alone are measured', () => {
    const estimates = new Map(
      plan.map((spec) => [
        configurationId(spec),
        { seconds: 3, secondProcess: 1, timingSeconds: 2, bytes: 0 },
      ]),
    );
    expect(secondsOf(plan, course({ estimates, latency: 'all' }))).toBe(24 + 16);
    expect(secondsOf(plan, course({ estimates, latency: 'chosen' }))).toBe(16 + 4);
  });
  test('has no start of a process in trials that share them', () => {
    const estimates = new Map(
      plan.map((spec) => [configurationId(spec), { seconds: 3, start: 1, timingSeconds: 2, bytes: 0 }]),
    );
    expect(secondsOf(plan, course({ estimates, latency: 'all' }))).toBe(24 + 16);
    // All but the first seed of two ranks.
    expect(secondsOf(plan, course({ estimates, latency: 'chosen' }))).toBe(24 - 6 + 4);
  });
  test('is shared by lanes', () => {
    expect(secondsOf(plan, course({ lanes: 2 }))).toBe(23);
    expect(secondsOf(plan, course({ lanes: 100, latency: 'first-seed' }))).toBe(18);
  });
});

describe('what fits a budget', () => {
  test('is as much of the plan’s beginning as it has time for', () => {
    const budgets = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(budgets, fc.integer({ min: 1, max: 3 }), (budget, lanes) => {
        const here = course({ lanes });
        const kept = fitting(plan, { seconds: budget }, here);
        expect(kept).toEqual(plan.slice(0, kept.length));
        expect(secondsOf(kept, here)).toBeLessThanOrEqual(budget);
        const one = plan.slice(0, kept.length + 1);
        expect(kept.length === plan.length || secondsOf(one, here) > budget).toBe(true);
      }),
    );
  });
  test('is one trial at least', () =>
    expect(() => fitting(plan, { seconds: 0.5 }, course())).toThrow(
      '--budget: the first trial alone takes about 1.0 s.',
    ));
  test('may be a number of trials', () => {
    expect(readBudget('20m')).toEqual({ seconds: 1200 });
    expect(readBudget('3')).toEqual({ trials: 3 });
    expect(readBudget('3 trials')).toEqual({ trials: 3 });
    expect(() => readBudget('soon')).toThrow('--budget');
    expect(fitting(plan, { trials: 3 }, course())).toEqual(plan.slice(0, 3));
  });
  test('is told by what it lacks', () => {
    const name = ({ method, config }: (typeof plan)[number]): string => `${method} ${JSON.stringify(config)}`;
    expect(leftOut(plan, plan.slice(0, 4), name)).toBe(
      '4 trials with seeds 1 of configurations that run with fewer',
    );
    expect(leftOut(plan, plan.slice(0, 3), name)).toMatch(
      /^3 trials with seeds 1 of configurations that run with fewer; 1 configuration \(lora .*\)$/,
    );
    expect(leftOut(plan, plan, name)).toBe('');
  });
});
