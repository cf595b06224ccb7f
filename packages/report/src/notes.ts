/** What trials noted, each note once: of a whole run, of tasks, or of the methods and configurations that have it. */
import { type ConfigurationRow, groupBy } from '@adaptbench/results';

/** Names before a note; more of them say no more. */
const MOST_NAMES = 8;

/** In the order in which they first appear. */
export function notes(rows: readonly ConfigurationRow[]): string[] {
  const done = rows.filter((row) => row.done.length > 0);
  const having = new Map<string, Set<ConfigurationRow>>();
  for (const row of done)
    for (const note of row.done.flatMap((trial) => trial.notes))
      having.set(note, (having.get(note) ?? new Set()).add(row));
  return [...having].map(([note, own]) => {
    const names = own.size === done.length && done.length > 1 ? [] : namesOf(done, own);
    const unnamed = names.length - MOST_NAMES;
    const who = [...names.slice(0, MOST_NAMES), ...(unnamed > 0 ? [`${unnamed} more`] : [])].join(', ');
    return who === '' ? note : `${who}: ${note}`;
  });
}

/** Tasks whose rows all have it, else methods, else configurations. */
function namesOf(done: readonly ConfigurationRow[], own: ReadonlySet<ConfigurationRow>): string[] {
  const tasks = groupBy(done, (row) => row.task);
  const several = tasks.length > 1;
  return tasks.flatMap((ofTask) => {
    const task = ofTask[0]?.task ?? '';
    const some = ofTask.filter((row) => own.has(row));
    if (several && some.length === ofTask.length && some.length > 1) return [task];
    const about = several && some.length > 0 ? `${task} ` : '';
    return groupBy(ofTask, (row) => row.method).flatMap((ofMethod) => {
      const ones = ofMethod.filter((row) => own.has(row));
      return ones.length === ofMethod.length && ones.length > 1
        ? [`${about}${ones[0]?.method ?? ''}`]
        : ones.map((row) => `${about}${row.method} ${row.configuration}`);
    });
  });
}
