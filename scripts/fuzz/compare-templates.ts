/**
 * What adaptbench makes of the templates that `random_templates.py` wrote, beside what Python's jinja made of them: counts by verdict, exit
 * code 1 where texts differ. Usage: node --import tsx scripts/fuzz/compare-templates.ts FILE.jsonl
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  type Plain,
  TemplateError,
  compileTemplate,
} from '../../packages/models/src/tokenizer/jinja/template.ts';

interface Row {
  readonly template: string;
  readonly context: Readonly<Record<string, Plain>>;
  readonly text?: string;
  readonly error?: string;
}

const NOW = new Date('2024-07-26T00:00:00Z');
const counts = new Map<string, number>();
let shown = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2] ?? '') })) {
  const row = JSON.parse(line) as Row;
  const verdict = verdictOf(row);
  counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
}
for (const [verdict, n] of [...counts].toSorted(([, a], [, b]) => b - a))
  process.stdout.write(`${n}\t${verdict}\n`);
if ([...counts.keys()].some((verdict) => verdict.startsWith('DIFFERENT'))) process.exitCode = 1;

function verdictOf({ template, context, text, error }: Row): string {
  let got: string;
  try {
    got = compileTemplate(template, NOW)(context);
  } catch (cause) {
    if (!(cause instanceof TemplateError)) throw new Error(JSON.stringify(template), { cause });
    if (text === undefined) return 'refused by both';
    if (cause.name === 'UnsupportedError') return `refused: ${cause.message.replace(/^line \d+: /, '')}`;
    return differs('refuses', template, cause.message, text);
  }
  if (text === undefined) return differs('takes what jinja refuses', template, got, error ?? '');
  return got === text ? 'alike' : differs('text', template, got, text);
}

function differs(what: string, template: string, got: string, want: string): string {
  if (shown++ < Number(process.env['SHOWN'] ?? 10))
    process.stdout.write(
      `${what}\n  ${JSON.stringify(template)}\n  got  ${JSON.stringify(got)}\n  want ${JSON.stringify(want)}\n`,
    );
  return `DIFFERENT ${what}`;
}
