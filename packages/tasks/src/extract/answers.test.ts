/** The golden table `__fixtures__/answers.jsonl`: what the readers make of each output. Other harnesses' are run on it too (README). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ExtractorName, extractors } from './index.ts';

interface Row {
  readonly kind: ExtractorName;
  readonly output: string;
  readonly gold: string;
  readonly strict: Verdict;
  readonly lenient: Verdict;
  readonly origin: string;
}
type Verdict = 'right' | 'wrong' | 'unreadable';

const rows = readFileSync(new URL('__fixtures__/answers.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

describe.each([...new Set(rows.map(({ kind }) => kind))])('%s', (kind) => {
  const mine = rows.filter((row) => row.kind === kind);
  it.each(mine)('$output is $gold? ($origin)', ({ output, gold, strict, lenient }) => {
    const reader = extractors[kind];
    const right = reader.canonical(gold)!;
    expect(right).not.toBeNull();
    const verdict = (answer: string | null): Verdict =>
      answer === null ? 'unreadable' : reader.equal(answer, right) ? 'right' : 'wrong';
    expect({ strict: verdict(reader.strict(output)), lenient: verdict(reader.lenient(output)) }).toEqual({
      strict,
      lenient,
    });
  });
});
