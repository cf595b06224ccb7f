/** Small files of a user's own, and what is made of them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Item } from '@adaptbench/core';
import { afterAll } from 'vitest';
import { type TaskSpecInput, loadTask } from '../index.ts';

const root = mkdtempSync(join(tmpdir(), 'adaptbench-data-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

type Files = Readonly<Record<string, string | ArrayBuffer>>;
let made = 0;
function folder(files: Files): string {
  const path = join(root, String(made++));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), typeof content === 'string' ? content : Buffer.from(content));
  }
  return path;
}

/** A file whose n-th text has the n-th answer. */
export const csv = (answers: readonly string[], about = 'letter', column = 'label'): string =>
  [`text,${column}`, ...answers.map((answer, i) => `${about} ${i},${answer}`)].join('\n');
/** The same, as JSON lines. */
export const jsonl = (answers: readonly unknown[], about = 'letter'): string =>
  answers.map((label, i) => JSON.stringify({ text: `${about} ${i}`, label })).join('\n');
/** `n` values that take turns. */
export const turns = (values: readonly string[], n: number): string[] =>
  Array.from({ length: n }, (_, i) => values[i % values.length]!);

/** Rows as JSON lines. */
export const lines = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

/** The task of one file that is named itself (or of a folder, where `spec` names the task), all its items, and what was said. */
export async function readOwn(files: Files, spec: Partial<TaskSpecInput> = {}) {
  const path = folder(files);
  const names = Object.keys(files);
  const data = names.length === 1 ? join(path, names[0]!) : path;
  const wanted = spec.name === undefined ? { name: data, ...spec } : { data, ...spec, name: spec.name };
  const loaded = await loadTask(wanted, 0);
  return { ...loaded, items: Object.values(loaded.splits).flat() as Item[] };
}

/** The task, how many items are in each split and with what answers, and all that was said. */
export async function read(files: Files, spec: Partial<TaskSpecInput> = {}) {
  const names = Object.keys(files);
  const path = folder(files);
  const data = names.length === 1 && !names[0]!.includes('/') ? join(path, names[0]!) : path;
  const { task, splits, notes } = await loadTask({ name: 'classification', data, ...spec }, 0);
  const answers = Object.fromEntries(
    Object.entries(splits).map(([split, items]) => [split, items.map((item: Item) => item.answer)]),
  ) as Record<'train' | 'validation' | 'test', string[]>;
  return {
    labels: task.kind === 'classification' ? task.labels : [],
    n: Object.values(answers).map((list) => list.length),
    answers,
    splits,
    said: notes.join('\n').replaceAll(`${path}/`, ''),
  };
}
/** The message of the error that ends it. */
export const fault = (files: Files, spec: Partial<TaskSpecInput> = {}): Promise<string> =>
  read(files, spec).then(
    () => 'no error',
    (error: unknown) => (error as Error).message.replaceAll(/\S*adaptbench-data-\w+\/\d+\//gu, ''),
  );
