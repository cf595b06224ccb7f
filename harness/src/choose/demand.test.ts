import { trainSettings } from '@adaptbench/core';
import type { TrialSpec } from '@adaptbench/results';
import { specs } from '@adaptbench/results/testing';
import { expect, test } from 'vitest';
import { demandOf, worksOf } from './demand.ts';

const [asks] = specs({ methods: ['icl'], sweep: false }) as [TrialSpec];
const trains: TrialSpec = {
  ...asks,
  training: trainSettings.parse({ batchSize: 8, epochs: 2, validations: 3, validationItems: 10 }),
};
const sizes = { train: 32, validation: 20, test: 100 };
const labels = () => ({ sizes, generates: false });

test('a trial that only asks reads its items in one process', () => {
  const demand = demandOf([asks], labels);
  expect(demand).toEqual({
    processes: 1,
    compiles: { 'train step': 0, prompt: 1, decode: 0 },
    works: { 'train step': 0, prompt: 120 / 4, decode: 0 },
  });
  expect(worksOf(demand)).toEqual(['prompt']);
});

test('a training has its steps, its validations and another process that answers', () => {
  expect(demandOf([trains], labels)).toEqual({
    processes: 2,
    compiles: { 'train step': 1, prompt: 2, decode: 0 },
    // Two passes over 32 items; 120 items and three times 10.
    works: { 'train step': 64 / 4, prompt: 150 / 4, decode: 0 },
  });
});

test('answers that are written are written token by token; what is fitted asks no model', () => {
  const { works } = demandOf([asks], () => ({ sizes, generates: true }));
  expect(works.decode).toBe((120 * 16) / 16);
  expect(worksOf(demandOf([{ ...asks, fits: true }], labels))).toEqual([]);
});
