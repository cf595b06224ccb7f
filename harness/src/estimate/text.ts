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

/** A line for each task and method, and one for all. */
export function estimateText(plan: readonly TrialSpec[], course: Course): string {
  const several = new Set(plan.map(taskKey)).size > 1;
  const lines = groupBy(plan, (spec) => `${taskKey(spec)} ${spec.method}`).map((own) => {
    const each = own.flatMap((spec) => course.estimates.get(configurationId(spec)) ?? []);
    const all = each.reduce((sum, { seconds }) => sum + seconds, 0);
    const [first] = own;
    const name = `${several && first ? `${plainName(first.task)} ` : ''}${first?.method ?? ''}`;
    return { name, text: `${count(own.length, 'trial')}, ${duration(all)}, ${memoryText(each)}` };
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

const memoryText = (each: readonly { readonly bytes: number }[]): string =>
  sizeText(Math.max(0, ...each.map(({ bytes }) => bytes)));
