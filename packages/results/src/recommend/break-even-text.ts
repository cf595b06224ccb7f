/** From how many requests on the recommended method's training has paid against prompting, in words; the reckoning is `tables/cost.ts`'s. */
import { decisions } from '../tables/cost.ts';
import type { Facts } from './facts.ts';
import type { Split } from '../tables/compare.ts';
import { durationText } from '../amounts.ts';

/** Against the most accurate survivor that trains nothing; empty where `facts` trains nothing, there is none, or a time is missing. */
export function breakEvenText(facts: Facts, all: readonly Facts[], split: Split): string[] {
  const prompted = all
    .filter((other) => !other.trains)
    .toSorted((a, b) => (b.row[split]?.mean ?? 0) - (a.row[split]?.mean ?? 0))[0];
  if (!facts.trains || !prompted) return [];
  const rows = [
    { ...facts.row, chosen: true },
    { ...prompted.row, chosen: true },
  ];
  const found = decisions(rows);
  const decision =
    found.find((one) => one.serving === 'best') ?? found.find((one) => one.serving === 'alone');
  if (!decision) return [];
  const training = `Its training (${durationText(facts.trainingMs)})`;
  const { requests, low, high, savedMs } = decision;
  if (requests === null)
    return [
      `${training} buys accuracy, not time: its requests are ${durationText(-savedMs)} longer than those of ${prompted.name}${low === null ? '' : `, if the measurements' uncertainty does not hide that they are shorter`}.`,
    ];
  const range =
    low === null
      ? ''
      : ` (95 % interval ${wholeText(low)} ${high === null ? 'or more; they may as well save nothing' : `to ${wholeText(high)}`})`;
  return [
    `${training} is paid back against ${prompted.name} after ${wholeText(requests)} requests${range}, each ${durationText(savedMs)} shorter.`,
  ];
}

const wholeText = (n: number): string => Math.round(n).toLocaleString('en-US');
