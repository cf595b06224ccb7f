/** A comparison for a reader who was not there, and for the summary of a CI job. */
import { inline, list, markdownTable } from './markdown.ts';
import { type RunComparison, comparisonTables, comparisonText } from '@adaptbench/results';

export function comparisonMarkdown(comparison: RunComparison): string {
  const { headline, lines } = comparisonText(comparison);
  const { old, new: now } = comparison;
  const about = (which: string, { folder, digest, startedAt, commit }: RunComparison['old']): string =>
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
