/** A comparison for a reader who was not there, and for the summary of a CI job. */
import { inline, list, markdownTable } from '../writers/markdown.ts';
import type { Comparison } from './schema.ts';
import { comparisonTables } from './tables.ts';
import { words } from './words.ts';

export function comparisonMarkdown(comparison: Comparison): string {
  const { headline, lines } = words(comparison);
  const { old, new: now } = comparison;
  const about = (which: string, { folder, digest, startedAt, commit }: Comparison['old']): string =>
    `${which}: ${folder}, run ${digest}, begun ${startedAt ?? 'unknown'}, program ${commit ?? 'unknown'}`;
  return [
    `# ${inline(headline)}`,
    ...list(lines),
    ...comparisonTables(comparison, 'all').flatMap((table) => [
      `## ${table.title}`,
      markdownTable(table),
      ...list(table.legend),
    ]),
    '## The runs',
    ...list([about('old', old), about('new', now)]),
  ]
    .join('\n\n')
    .concat('\n');
}
