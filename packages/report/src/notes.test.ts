import { rowsOfNotes } from './__fixtures__/notes.ts';
import { expect, test } from 'vitest';
import { notes } from './notes.ts';

const cut = 'exemplars dropped';
const data = '3 rows left out';

test('what every configuration noted is said once, without a name', () => {
  expect(notes(rowsOfNotes({}, () => [data]))).toEqual([data]);
});
test('what one method noted is said once, under its name', () => {
  const rows = rowsOfNotes({}, ({ method }) => (method === 'icl' ? [data, cut] : [data]));
  expect(notes(rows)).toEqual([data, `icl: ${cut}`]);
});
test('what some configurations noted is said once, under all their names', () => {
  const rows = rowsOfNotes({}, ({ config }) => (config['shots'] === 0 || config['rank'] === 8 ? [cut] : []));
  expect(notes(rows)).toEqual([`icl shots=0, lora rank=8: ${cut}`]);
});
test('what a task’s configurations noted is said once under the task', () => {
  const rows = rowsOfNotes({ task: ['toy', 'other'] }, ({ task }) => (task['name'] === 'toy' ? [data] : []));
  expect(notes(rows)).toEqual([`toy: ${data}`]);
  const alone = rowsOfNotes({ task: ['toy', 'other'] }, ({ task, config }) =>
    task['name'] === 'toy' && config['rank'] === 8 ? [cut] : [],
  );
  expect(notes(alone)).toEqual([`toy lora rank=8: ${cut}`]);
});
test('of one configuration alone a note says whose it is', () => {
  const rows = rowsOfNotes({ methods: ['icl'], sweep: false }, () => [cut]);
  expect(notes(rows)).toEqual([`icl defaults: ${cut}`]);
});
