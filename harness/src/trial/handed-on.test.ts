import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ownScratch } from './__fixtures__/own-scratch.ts';
import { runReal, specOf } from './__fixtures__/real.ts';

const s = ownScratch();
const task = { name: s.reviews, train: 16, validation: 6, test: 12 };
const training = { maxSteps: 4, batchSize: 4, learningRate: 0.02, validations: 2 };

/** The record of a trial and its answers, item by item, where one process trains and answers or each has its own. */
async function answers(method: string, oneProcess: boolean, more = {}) {
  const folder = path.join(s.dir, `${method}-${oneProcess}`);
  const spec = specOf({ method, task, training: { ...training, ...more } });
  const record = await runReal(spec, folder, { oneProcess });
  if (record.state !== 'done') throw new Error(JSON.stringify(record));
  return { record, items: readFileSync(path.join(folder, record.id, 'items.jsonl'), 'utf8') };
}

// What is tuned beside the weights goes on with the programs that have judged it; tuned weights need others.
test.each(['lora', 'full'])('%s: a process that has trained answers as another does', async (method) => {
  const [one, two] = [await answers(method, true), await answers(method, false)];
  expect(one.items).toBe(two.items);
  expect(one.record.accuracy).toEqual(two.record.accuracy);
  expect(one.record.phases.evaluate!.explained).toEqual(two.record.phases.evaluate!.explained);
  expect(one.record.notes).toEqual(two.record.notes);
});

test('a training that was judged on some of the validation items is asked all of them', async () => {
  const { record } = await answers('prefix', true, { validationItems: 2 });
  expect(record.accuracy.validation.n).toBe(6);
});
