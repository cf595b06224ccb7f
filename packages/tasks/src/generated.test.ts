import { itemKey } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { allTasks, loadTask } from './index.ts';

const names = (await allTasks()).filter(({ generate }) => generate !== undefined).map(({ name }) => name);

describe.each(names)('%s', (name) => {
  test('has splits without a text in common, of which none lost an item on the way', async () => {
    const { splits, notes } = await loadTask({ name }, 0);
    expect(notes).toEqual([]);
    const all = Object.values(splits).flat();
    expect(new Set(all.map(itemKey)).size).toBe(all.length);
    expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual(
      name === 'mapping' ? [360, 160, 320] : [1024, 200, 400],
    );
  });
  test('has as many items of each label as of any other', async () => {
    const { task, splits } = await loadTask({ name }, 0);
    if (task.kind !== 'classification') return;
    for (const items of [splits.train, splits.validation, splits.test]) {
      const counts = task.labels.map((label) => items.filter(({ answer }) => answer === label).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });
  test('is the same every time, whatever the seed of a trial, and smaller where that is asked for', async () => {
    const [first, again] = await Promise.all([loadTask({ name }, 0), loadTask({ name }, 1)]);
    expect(again.dataHash).toBe(first.dataHash);
    const { splits } = await loadTask({ name, train: 32, limit: 50 }, 0);
    expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual([32, 50, 50]);
  });
});

// A change of these words changes the tasks: raise their versions, and run again what is compared with old numbers.
test('the tasks are these', async () => {
  const first = async (name: string) => {
    const { dataHash, splits } = await loadTask({ name }, 0);
    const { fields, answer, rationale } = splits.test[0]!;
    return [name, dataHash.slice(0, 8), ...Object.values(fields), answer, ...(rationale ? [rationale] : [])];
  };
  expect(await Promise.all(names.map(first))).toMatchInlineSnapshot(`
    [
      [
        "hotel",
        "fcc81d0a",
        "We arrived late in the evening. The corridor proved outdated. I would book elsewhere.",
        "negative",
      ],
      [
        "hotel-stars",
        "33f7c492",
        "The room proved mouldy. We checked out after an hour.",
        "terrible",
      ],
      [
        "mapping",
        "5f621604",
        "cabbage, celery, garlic",
        "fral",
      ],
      [
        "takeaway",
        "51a3b02a",
        "骑手快得惊人，今天汤凑合能吃。",
        "positive",
      ],
      [
        "topic",
        "2954a76b",
        "Reporters saw how the therapist treated some nurse.",
        "health",
      ],
      [
        "word-problems",
        "62d7b456",
        "There are 4 ribbons in a jar. Hugo puts in 3 more. How many ribbons are in the jar now?",
        "7",
        "4 + 3 = 7.",
      ],
    ]
  `);
});
