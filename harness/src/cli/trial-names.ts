/** What progress and comparisons call a trial: `lora rank=4 seed 0`, the task before it where there are several. */
import { groupBy, labels, taskKey, taskNames, type TrialSpec, configurationId } from '@adaptbench/results';

/** Names of a plan's configurations by `configurationId`. `named`: keys of `set` as the user wrote them. */
export function configurationNames(
  plan: readonly TrialSpec[],
  named: readonly string[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const groups = groupBy(plan, (spec) => `${taskKey(spec)} ${spec.method}`);
  const tasks = taskNames(plan);
  for (const own of groups)
    for (const [i, label] of labels(own, named).entries()) {
      const spec = own[i] as TrialSpec;
      const task = tasks.size > 1 ? `${tasks.get(taskKey(spec))}: ` : '';
      names.set(configurationId(spec), `${task}${spec.method} ${label}`);
    }
  return names;
}

export function trialNames(
  plan: readonly TrialSpec[],
  named: readonly string[],
): (spec: TrialSpec) => string {
  const names = configurationNames(plan, named);
  return (spec) => `${names.get(configurationId(spec)) ?? spec.method} seed ${spec.seed}`;
}
