/** What a record keeps of a split: counts, one digit per item, and the properties that the method measured. */
import { createHash } from 'node:crypto';
import { answerShape } from '@adaptbench/metrics';
import type { ItemOutcome, SplitGrades, SplitOutcome } from '@adaptbench/results';

/** The counts of a split, one digit per item, and its grades. */
export function splitOutcome(
  items: readonly ItemOutcome[],
  grades: readonly SplitGrades[] = [],
): SplitOutcome {
  const ids = items.map((item) => item.id).join('\n');
  return {
    n: items.length,
    correct: items.filter((item) => item.correct).length,
    outcomes: items.map((item) => (item.correct ? '1' : '0')).join(''),
    itemsDigest: createHash('sha256').update(ids).digest('hex').slice(0, 16),
    unparseable: items.filter((item) => item.prediction === null).length,
    lenient: items.some((item) => item.lenient)
      ? items.filter((item) => item.lenient?.correct ?? item.correct).length
      : null,
    ...(grades.length === 0 ? {} : { grades }),
    ...groupsOf(items),
    ...shapeOf(items),
    ...measuresOf(items),
    ...waysOf(items),
  };
}

/** Of written answers alone. */
function shapeOf(items: readonly ItemOutcome[]): Pick<SplitOutcome, 'shape'> {
  const written = items.flatMap(({ output, prediction, cutOff = false }) =>
    output === undefined ? [] : [{ text: output, prediction, cutOff }],
  );
  if (written.length === 0) return {};
  // Words are not kept, so that the language does not matter.
  const { meanCharacters: characters, empty, cutOff } = answerShape(written, 'en');
  return { shape: { characters, empty, cutOff } };
}

/** Groups are counted as they come; an item without one is a group of its own. */
function groupsOf(items: readonly ItemOutcome[]): Pick<SplitOutcome, 'groups'> {
  if (items.every(({ group }) => group === undefined)) return {};
  const numbers = new Map<string | ItemOutcome, number>();
  return {
    groups: items.map((item) => {
      const key = item.group ?? item;
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    }),
  };
}

function measuresOf(items: readonly ItemOutcome[]): Pick<SplitOutcome, 'measures' | 'measured'> {
  const names = [...new Set(items.flatMap(({ measures = {} }) => Object.keys(measures)))];
  if (names.length === 0) return {};
  const all = names.flatMap((name) => {
    const values = items.flatMap((i) => finite(i.measures?.[name]));
    return values.length === 0 ? [] : [[name, spreadOf(values)] as const];
  });
  return {
    measures: Object.fromEntries(all.map(([name, { mean }]) => [name, mean])),
    measured: Object.fromEntries(all.map(([name, { n, sd }]) => [name, { n, sd }])),
  };
}

/** JSON knows no others. */
const finite = (value: number | undefined): number[] =>
  value !== undefined && Number.isFinite(value) ? [value] : [];

/** One value or more; the standard deviation (n − 1) of one is 0. */
function spreadOf(values: readonly number[]): { mean: number; n: number; sd: number } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, n, sd: Math.sqrt(squares / Math.max(1, n - 1)) };
}

function waysOf(items: readonly ItemOutcome[]): Pick<SplitOutcome, 'ways'> {
  const ways = items[0]?.ways;
  if (ways === undefined) return {};
  return {
    ways: ways.map(({ name, tags }, i) => ({
      name,
      tags,
      outcomes: items.map((item) => (item.ways?.[i]?.correct === true ? '1' : '0')).join(''),
    })),
  };
}
