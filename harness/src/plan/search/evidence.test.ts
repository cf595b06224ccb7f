import { expect, test } from 'vitest';
import type { Observation } from './contract.ts';
import { accuracy, fallenLoss, goldProbability, jointly, lowLoss, recentredAccuracy } from './evidence.ts';

const base = { candidate: 0, seed: 0, share: 0.1, items: 10, commonest: 5, parameters: 1 };
const look = (correct: number, recentred: number | null, losses: number[]): readonly Observation[] => [
  { ...base, correct, recentred, losses, gold: recentred === null ? null : recentred / 20 },
];
const field = [look(5, 9, [2, 2, 2, 2, 1, 1, 1, 1]), look(8, 6, [2, 2]), look(7, null, [])];

test('a look is worth its right answers, the recentred ones, or the loss of late', () => {
  expect(accuracy(field)).toEqual([0.5, 0.8, 0.7]);
  expect(recentredAccuracy(field)).toEqual([0.9, 0.6, 0.7]);
  expect(goldProbability(field)).toEqual([0.45, 0.3, 0.7]);
  expect(lowLoss(field)).toEqual([-1, -2, 0]);
  expect(fallenLoss(field)).toEqual([-0.5, -1, 0]);
  expect(accuracy([[]])).toEqual([-Infinity]);
});
test('ranks are summed, and equals share theirs', () => {
  expect(jointly(recentredAccuracy, lowLoss)(field)).toEqual([2 + 1, 0 + 0, 1 + 2]);
  expect(jointly(accuracy)([field[0]!, field[0]!, field[1]!])).toEqual([0.5, 0.5, 2]);
});
