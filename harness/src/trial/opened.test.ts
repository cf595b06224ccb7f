import { expect, test } from 'vitest';
import { openedOnce } from './opened.ts';
import { loadSplits, openModel } from './prepare.ts';

const model = { reference: 'embedded' } as const;
const task = { name: 'mapping', train: 8, validation: 4, test: 4 } as const;

test('a model and the data of a task and seed are read once, and again once others were', async () => {
  let [models, data] = [0, 0];
  const opening = openedOnce({
    model(spec) {
      models++;
      return openModel(spec);
    },
    data(spec) {
      data++;
      return loadSplits(spec);
    },
  });
  const first = await opening.data({ task, seed: 0 });
  expect(await opening.data({ task, seed: 0 })).toBe(first);
  expect((await opening.data({ task, seed: 1 })).dataHash).toBe(first.dataHash);
  for (const seed of [2, 3, 4]) await opening.data({ task, seed });
  expect([data, await opening.data({ task, seed: 0 })]).toEqual([5, first]);
  expect(data).toBe(6);
  expect(await opening.model(model)).toBe(await opening.model({ ...model }));
  expect(models).toBe(1);
});

test('what could not be read is tried again', async () => {
  let tries = 0;
  const opening = openedOnce({
    model(spec) {
      if (tries++ === 0) throw new Error('gone');
      return openModel(spec);
    },
    data: loadSplits,
  });
  expect(() => opening.model(model)).toThrow('gone');
  expect((await opening.model(model)).reference).toBe('embedded');
  const missing = { task: { name: 'absent' }, seed: 0 };
  await expect(opening.data(missing)).rejects.toThrow('absent');
  await expect(opening.data(missing)).rejects.toThrow('absent');
});
