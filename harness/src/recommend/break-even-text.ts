/**
 * From how many requests on a tuned method has cost less computing than prompting alone, in words:
 * n = training / (request of prompting − request of the tuned), from median requests, one at a time, on the machine of the run.
 */
import type { Facts } from './facts.ts';
import { durationText } from './units.ts';

/** Against the most accurate survivor that trains nothing; empty where `facts` trains nothing or there is none. */
export function breakEvenText(facts: Facts, all: readonly Facts[]): string[] {
  if (!facts.trains || facts.request === null) return [];
  const prompted = all
    .filter((other) => !other.trains && other.request !== null)
    .toSorted((a, b) => (b.row.test?.mean ?? 0) - (a.row.test?.mean ?? 0))[0];
  if (!prompted?.request) return [];
  const saved = prompted.request.p50Ms - facts.request.p50Ms;
  if (saved <= 0)
    return [
      `Its requests take no less than those of ${prompted.name}: its training (${durationText(facts.trainingMs)}) buys accuracy, never time.`,
    ];
  const n = Math.ceil(facts.trainingMs / saved);
  return [
    `Its training (${durationText(facts.trainingMs)}) is paid back against ${prompted.name} after ${n.toLocaleString('en')} requests, each ${durationText(saved)} shorter (cost.csv has the interval).`,
  ];
}
