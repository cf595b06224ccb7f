/** Which metrics a task has: by its kind, or as the user asks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { csv, fault, lines, readOwn, turns } from './__fixtures__/own-data.ts';
import { loadTask } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'adaptbench-metrics-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const equal = { 'a.csv': csv(turns(['bad', 'good'], 40)) };
const unequal = { 'a.csv': csv(turns(['bad', 'good', 'good', 'good'], 80)) };
const free = {
  'a.jsonl': lines(
    Array.from({ length: 20 }, (_, i) => ({
      instruction: `Do ${i}`,
      output: 'one two three four five six seven',
    })),
  ),
};

describe('metrics', () => {
  it('are none where classes are of like sizes, and of tasks that are known, unless the user asks', async () => {
    expect((await readOwn(equal)).task).not.toHaveProperty('metrics');
    expect((await loadTask({ name: 'hotel', limit: 10 }, 0)).task).not.toHaveProperty('metrics');
    expect((await loadTask({ name: 'word-problems', limit: 10 }, 0)).task).not.toHaveProperty('metrics');
    const { task } = await loadTask({ name: 'hotel', limit: 10, metric: 'macro-f1' }, 0);
    expect(task.metrics![0].name).toBe('macro-f1');
  });

  it('are those of the kind, with what the user asks for in front', async () => {
    const first = async (files: typeof free | typeof equal, spec: object = {}) =>
      (await readOwn(files, spec)).task.metrics!.map(({ name }) => name)[0];
    expect(await first(unequal)).toBe('macro-f1');
    expect(await first(free)).toBe('rouge-l');
    expect(await first(free, { metric: 'chrf' })).toBe('chrf');
    expect(await first(equal, { metric: 'accuracy' })).toBe('accuracy');
    const scorer = file('even.mjs', 'export default (prediction) => (prediction === "a" ? 1 : 0);');
    expect(await first(free, { scorer })).toBe('even');
  });

  it('of JSON know the schema', async () => {
    const data = {
      'a.jsonl': lines(Array.from({ length: 20 }, (_, i) => ({ text: `t ${i}`, answer: { a: i } }))),
    };
    const jsonSchema = file('schema.json', '{"type": "object", "required": ["a"]}');
    const { task } = await readOwn(data, { extract: 'json', jsonSchema });
    const schema = task.metrics!.find(({ name }) => name === 'json-schema')!;
    const graded = (prediction: string) => ({ prediction, references: ['{"a": 1}'] as const });
    expect(schema.grade([graded('{"a": 2}'), graded('{"b": 2}')], []).items).toEqual([1, 0]);
    const wrong = file('wrong.json', '{');
    expect(await fault(data, { name: 'generation', extract: 'json', jsonSchema: wrong })).toContain(
      'is not JSON',
    );
    expect(
      await fault(data, { name: 'generation', extract: 'json', jsonSchema: join(folder, 'none.json') }),
    ).toContain('none.json');
  });

  it('by files of the user’s are known by what these say, and refused where that is not what was planned', async () => {
    const scorer = file('told.mjs', 'export default () => 1;');
    const data = {
      'a.jsonl': lines(Array.from({ length: 9 }, (_, i) => ({ text: `t ${i}`, answer: { a: i } }))),
    };
    const jsonSchema = file('told.json', '{"type": "object"}');
    const wanted = { name: 'generation', extract: 'json', jsonSchema, scorer } as const;
    const { gradingHashes } = await readOwn(data, wanted);
    expect(Object.keys(gradingHashes)).toEqual(['scorerHash', 'jsonSchemaHash']);
    expect((await readOwn(data, { ...wanted, ...gradingHashes })).gradingHashes).toEqual(gradingHashes);
    // White space of JSON says nothing.
    file('told.json', '{ "type":\n "object" }');
    expect(await fault(data, { ...wanted, ...gradingHashes })).toBe('no error');
    file('told.json', '{"type": "array"}');
    expect(await fault(data, { ...wanted, ...gradingHashes })).toMatch(
      /told\.json: is not what it was when this was planned \(hash [0-9a-f]{16}, now [0-9a-f]{16}\)/u,
    );
    expect((await readOwn(data, { name: 'generation', extract: 'json' })).gradingHashes).toEqual({});
  });

  it('that are unknown, or two at once, are refused', async () => {
    expect(await fault(free, { name: 'generation', metric: 'rogue-l' })).toContain('Did you mean "rouge-l"?');
    expect(await fault(free, { name: 'generation', metric: 'rouge-l', scorer: 'x.ts' })).toContain(
      'leave one out',
    );
  });
});
