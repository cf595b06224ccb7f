/**
 * Slots as text, the form of the E2E challenge (Novikova et al. 2017): `name[The Eagle], eatType[coffee shop]`. A value ends at the
 * bracket that closes its own, so that brackets within it are kept.
 */
import type { Metric } from '@adaptbench/core';
import { itemMetric } from '../grading/item-metric.ts';
import { type OverlapOf, meanF1, meanPrecision, meanRecall, microF1 } from '../grading/overlap.ts';
import {
  type Leaves,
  type PathIds,
  ROOT,
  addText,
  noLeaves,
  normalised,
  pathIds,
  sharedLeaves,
} from './leaves.ts';

/** A name with its value, white space around both taken away. */
export interface Slot {
  readonly name: string;
  readonly value: string;
}

export interface ReadSlots {
  /** Those up to where the text stops having the form; a name may occur several times. */
  readonly slots: readonly Slot[];
  /** Whether all of the text has the form; the empty text has it. */
  readonly whole: boolean;
}

/** Slots are parted by commas, semicolons or line breaks; one after the last is allowed. */
export function readSlots(text: string): ReadSlots {
  const slots: Slot[] = [];
  for (let at = 0; ;) {
    const open = text.indexOf('[', at);
    const name = text.slice(at, open === -1 ? undefined : open).trim();
    if (open === -1) return { slots, whole: name === '' };
    const close = closing(text, open);
    if (name === '' || name.includes(']') || close === -1) return { slots, whole: false };
    slots.push({ name, value: text.slice(open + 1, close).trim() });
    const parted = /\s*(?:[,;\n]\s*|$)/uy;
    parted.lastIndex = close + 1;
    // Written side by side, `a[1] b[2]`, the second's name has no beginning.
    if (!parted.test(text)) return { slots, whole: false };
    at = parted.lastIndex;
  }
}

/** Where the bracket at `open` is closed; -1 where it is not. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '[') depth++;
    else if (text[at] === ']' && --depth === 0) return at;
  }
  return -1;
}

function slotLeaves(text: string, ids: PathIds): Leaves {
  const leaves = noLeaves();
  for (const { name, value } of readSlots(text).slots) addText(leaves, ids(ROOT, normalised(name)), value);
  return leaves;
}

const slotsOf: OverlapOf = (prediction, references) => {
  const ids = pathIds();
  const answer = prediction === null ? noLeaves() : slotLeaves(prediction, ids);
  return references.map((reference) => {
    const expected = slotLeaves(reference, ids);
    return { answered: answer.size, expected: expected.size, shared: sharedLeaves(answer, expected, 0) };
  });
};

const SLOTS = 'name and value, in any order, case and white space apart';

/** Slot F1 first. */
export const slotMetrics: readonly [Metric, ...Metric[]] = [
  meanF1(
    {
      name: 'slot-f1',
      title: 'Slot F1',
      means: `F1 of slots with the best reference, a mean over items (${SLOTS}).`,
    },
    slotsOf,
  ),
  meanPrecision(
    {
      name: 'slot-precision',
      title: 'Slot precision',
      means: `Share of the answer's slots that are right, a mean over items (${SLOTS}).`,
    },
    slotsOf,
  ),
  meanRecall(
    {
      name: 'slot-recall',
      title: 'Slot recall',
      means: `Share of the right slots that were answered, a mean over items (${SLOTS}).`,
    },
    slotsOf,
  ),
  microF1(
    {
      name: 'slot-micro-f1',
      title: 'Slot micro-F1',
      means: `F1 of the slots of all items together (${SLOTS}).`,
    },
    slotsOf,
  ),
  itemMetric(
    {
      name: 'slot-exact',
      title: 'Exact slots',
      means: `Share of answers that have the form and all slots of a reference, and no other (${SLOTS}).`,
      binary: true,
    },
    (prediction, references) =>
      readSlots(prediction).whole &&
      slotsOf(prediction, references).some(
        ({ answered, expected, shared }) => answered === shared && expected === shared,
      )
        ? 1
        : 0,
  ),
  itemMetric(
    {
      name: 'slots-parse',
      title: 'Parses',
      means: 'Share of answers of which all has the form name[value], name[value].',
      binary: true,
    },
    (prediction) => (readSlots(prediction).whole ? 1 : 0),
  ),
];
