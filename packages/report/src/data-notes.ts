/** What was decided about the data of a run, told before its first trial: once for each task, however many training sizes it has. */
import path from 'node:path';
import { type JsonObject, plainName } from '@adaptbench/results';
import { oneLine } from './printable.ts';

/** Lines with their ends; '' where nothing was decided. */
export function dataNotes(
  tasks: readonly { readonly spec: JsonObject; readonly notes: readonly string[] }[],
): string {
  const byTask = new Map<string, Set<string>>();
  for (const { spec, notes } of tasks) {
    const { data } = spec;
    const files = typeof data === 'object' && data !== null ? Object.values(data) : [];
    const names = files.flatMap((file) => (typeof file === 'string' ? [path.basename(file)] : []));
    const name = names.length === 0 ? plainName(spec) : names.join(', ');
    byTask.set(name, new Set([...(byTask.get(name) ?? []), ...notes]));
  }
  return [...byTask]
    .filter(([, notes]) => notes.size > 0)
    .map(([name, notes]) =>
      [`data of ${name}:`, ...[...notes].map((note) => `  ${note}`)]
        .map((line) => `${oneLine(line)}\n`)
        .join(''),
    )
    .join('');
}
