/** Of a run that goes on: which files by which answers are graded are not what they were, so that its trials run again. Pure. */
import path from 'node:path';
import { type TrialSpec, count, trialId } from '@adaptbench/results';

const files = [
  ['scorer', 'scorerHash'],
  ['jsonSchema', 'jsonSchemaHash'],
] as const;

/** A line per file that changed; `before`: the plan that the run had. */
export function gradedAnew(before: readonly TrialSpec[], now: readonly TrialSpec[]): string[] {
  const ids = new Set(now.map(trialId));
  const lost = before.filter((spec) => !ids.has(trialId(spec)));
  return files.flatMap(([field, hash]) => {
    const current = new Map(now.map(({ task }) => [task[field], task[hash]] as const));
    const changed = (task: TrialSpec['task']): boolean =>
      task[field] !== undefined && current.has(task[field]) && current.get(task[field]) !== task[hash];
    return [...new Set(before.map(({ task }) => task[field]))].flatMap((file) => {
      const trials = lost.filter(({ task }) => task[field] === file && changed(task));
      const [first] = trials;
      if (first === undefined || typeof file !== 'string') return [];
      const [then, today] = [first.task[hash], current.get(file)].map((one) =>
        typeof one === 'string' ? one : 'unknown',
      );
      const runs = trials.length === 1 ? 'runs' : 'run';
      return `WARNING: ${path.basename(file)} is not what it was when this run began (hash ${then}, now ${today}): ${count(trials.length, 'trial')} ${runs} again, for grades by two do not go together.`;
    });
  });
}
