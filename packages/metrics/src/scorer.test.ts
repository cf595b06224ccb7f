import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { answerOf } from './__fixtures__/golden.ts';
import { importCompiled } from '@adaptbench/core/compiled';
import { loadScorer, scorerHash } from './scorer.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'scorer-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
function scorer(text: string, name = `scorer-${files++}.ts`): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}
/** The message with the folder left out. */
async function told(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'nothing was thrown';
}

describe('a scorer', () => {
  it('is compiled where Node reads no TypeScript, with what it imports', async () => {
    scorer('export const half: number = 0.5;', 'half.ts');
    const file = scorer("import { half } from './half.ts';\nexport default (): number => half;", 'whole.ts');
    const module = (await importCompiled(file)) as { readonly default: () => number };
    expect(module.default()).toBe(0.5);
  });

  it('is known by what it and its local imports say, wherever they lie', async () => {
    const write = (at: string, half: string): string => {
      mkdirSync(path.join(folder, at, 'parts'), { recursive: true });
      scorer(`export const half: number = ${half};`, `${at}/parts/half.ts`);
      return scorer("import { half } from './parts/half.ts';\nexport default () => half;", `${at}/whole.ts`);
    };
    const hash = await scorerHash(write('one', '0.5'));
    expect(hash).toMatch(/^[0-9a-f]{16}$/u);
    expect(await scorerHash(write('two', '0.5'))).toBe(hash);
    expect(await scorerHash(write('one', '0.25'))).not.toBe(hash);
    expect(await told(() => scorerHash(scorer("import './none.ts';", 'lost.ts')))).toMatch(
      /^scorer lost\.ts: .*Could not resolve/u,
    );
  });

  it('is a function in TypeScript, with all that a grade needs', async () => {
    const metric = await loadScorer(
      scorer(
        `type Text = string | null;
         export default (prediction: Text, references: string[], labels: string[]): number => {
           references.sort();
           return prediction === null ? 0 : references.includes(prediction) ? 1 : 1 / labels.length;
         };`,
        'my scorer.ts',
      ),
    );
    expect(metric).toMatchObject({ name: 'my-scorer', better: 'more', range: [0, 1], binary: false });
    expect(metric.means).toBe('Scored by my scorer.ts, a mean over items.');
    const answers = [answerOf('b', 'b', 'a'), answerOf('x', 'a'), answerOf(null, 'a')];
    expect(metric.grade(answers, ['a', 'b'])).toEqual({ value: 0.5, items: [1, 0.5, 0] });
    expect(answers[0]!.references).toEqual(['b', 'a']);
  });

  it('may be an object that says which way and how far', async () => {
    const metric = await loadScorer(
      scorer(
        'export default { name: "length", better: "less", range: [0, 1000], score: (p) => (p ?? "").length };',
      ),
    );
    expect(metric).toMatchObject({ name: 'length', better: 'less', range: [0, 1000] });
    expect(metric.grade([answerOf('four', 'x')], []).value).toBe(4);
  });

  it.each([
    [
      'export const score = 1;',
      'expected "export default" of a function (prediction, references, labels) => number, or of { name, better, range, score }: it has none.',
    ],
    ['export default 7;', 'it is number.'],
    [
      'export default { name: "a b", better: "up", range: [1, 0], score: 1 };',
      'name: expected a name of up to 60 letters, digits, ".", "_" and "-"; better: ',
    ],
    ['export default (', 'Does "npx tsx '],
    ['throw new TypeError("on loading\\nhere");', 'TypeError: on loading here. Does "npx tsx '],
  ])('that is none is refused: %s', async (text, message) => {
    const file = scorer(text);
    const found = await told(() => loadScorer(file));
    expect(found).toMatch(/^scorer scorer-\d+\.ts: [^\n]+$/u);
    expect(found).toContain(message);
  });

  it('that is missing is told', async () => {
    expect(await told(() => loadScorer(path.join(folder, 'none.ts')))).toBe('scorer none.ts: no such file.');
  });

  it.each([
    [
      '() => { throw new RangeError("no such \\u001b[31m field") }',
      'item 1: RangeError: no such  [31m field',
    ],
    ['() => { throw "text" }', 'item 1: "text"'],
    ['() => NaN', 'item 1: gave NaN: expected a finite number.'],
    ['() => undefined', 'item 1: gave undefined: expected a finite number.'],
    ['() => "1"', 'item 1: gave "1": expected a finite number.'],
    ['async () => 1', 'item 1: gave a promise (a scorer may not be async): expected a finite number.'],
    ['() => 1.5', 'item 1: gave 1.5: expected a number from 0 to 1.'],
  ])('whose grade is none is told with the item: %s', async (text, message) => {
    const metric = await loadScorer(
      scorer(
        `const then = ${text};\nexport default (p) => (p === "first" ? 1 : then());`,
        `bad-${files++}.ts`,
      ),
    );
    const found = await told(() => metric.grade([answerOf('first', 'x'), answerOf('second', 'x')], []));
    expect(found).toMatch(/^scorer bad-\d+\.ts: /u);
    expect(found.replace(/^scorer bad-\d+\.ts: /u, '')).toBe(message);
  });
});
