/** What a plan will take, for people. */
import {
  type TrialSpec,
  sizeText,
  configurationId,
  count,
  duration,
  groupBy,
  plainName,
  taskKey,
} from '@adaptbench/results';
import { type Course, secondsOf } from './budget.ts';
import type { Estimate } from './contract.ts';

/** A line for each task and method, and one for all. */
export function estimateText(plan: readonly TrialSpec[], course: Course): string {
  const several = new Set(plan.map(taskKey)).size > 1;
  const lines = groupBy(plan, (spec) => `${taskKey(spec)} ${spec.method}`).map((trials) => {
    const each = trials.flatMap((spec) => course.estimates.get(configurationId(spec)) ?? []);
    const [first] = trials;
    const name = `${several && first ? `${plainName(first.task)} ` : ''}${first?.method ?? ''}`;
    return { name, text: `${count(trials.length, 'trial')}, ${expectedText(each)}` };
  });
  const width = Math.max(...lines.map(({ name }) => name.length));
  const lanes = course.lanes === 1 ? 'one at a time' : `${course.lanes} at once`;
  return [
    'Expected on this machine (trials, time one after the other, memory of a process):',
    ...lines.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`),
    `All: ${count(plan.length, 'trial')}, ${lanes}, with timing about ${duration(secondsOf(plan, course))}.`,
    '',
  ].join('\n');
}

/** Of the trials of a method, those that are skipped left out. */
function expectedText(each: readonly Estimate[]): string {
  const run = each.filter(({ skipped }) => skipped === undefined);
  const [reason] = each.flatMap(({ skipped }) => skipped ?? []);
  const all = run.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    ...(run.length > 0 ? [`${duration(all)}, ${memoryText(run)}`] : []),
    ...(reason === undefined ? [] : [`${count(each.length - run.length, 'trial')} skipped: ${reason}`]),
  ].join('; ');
}

const memoryText = (each: readonly { readonly bytes: number }[]): string =>
  sizeText(Math.max(0, ...each.map(({ bytes }) => bytes)));
