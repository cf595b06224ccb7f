/** What a report says of results that were made elsewhere: whose they are, what they mean, and what ran them. */
import { type Manifest, count } from '@adaptbench/results';
import type { Fact } from './fact.ts';

/** Empty for a run that was made here. */
export function importedFacts({ imported }: Manifest): Fact[] {
  if (imported === undefined) return [];
  const { format, source, importedAt, files, notes, systems } = imported;
  const all = systems.reduce((sum, { results }) => sum + results, 0);
  return [
    {
      label: 'imported',
      text:
        `nothing of this was measured here: ${count(files.length, 'file')} of ${format}, imported ${importedAt.slice(0, 10)}. ` +
        `Source: ${source ?? 'not said'}. Names and hashes of the files are in manifest.json.`,
    },
    ...notes.map((text) => ({ label: 'to know', text })),
    ...systems.map(({ results, system }) => ({
      label: 'ran on',
      text: `${Object.entries(system)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', ')} (${results} of ${count(all, 'result')})`,
    })),
  ];
}
