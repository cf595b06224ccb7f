/** Answers drawn as tasks have them: sentences of slots with several references, and labels of unequal classes. */
import { type GradedAnswer, type Random, random } from '@adaptbench/core';

const NAMES = ['Copper Kettle', 'Lantern Hall', 'Old Mill', 'Three Larches', 'Harbour View', 'Blue Door'];
const KINDS = ['pub', 'coffee shop', 'restaurant', 'family restaurant'];
const FOODS = ['Thai', 'Basque', 'vegan', 'Welsh', 'Peruvian'];
const PLACES = ['by the canal', 'in the old town', 'near the station', 'on the hill next to the theatre'];
const FORMS: readonly ((name: string, kind: string, food: string, place: string) => string)[] = [
  (name, kind, food, place) => `${name} is a ${kind} ${place} that serves ${food} food.`,
  (name, kind, food, place) => `There is a ${kind} called ${name} ${place}; its ${food} dishes are cheap.`,
  (name, kind, food, place) => `For ${food} food, try ${name}, a ${kind} ${place}.`,
  (name, kind, food, place) => `${name}, ${place}, is a ${kind} with ${food} cooking at a moderate price.`,
];

const pick = <T>(r: Random, from: readonly T[]): T => from[r.below(from.length)]!;

/** Answers of one to four references, of every quality; one in fifty could not be read. */
export function drawnTexts(n: number, seed: number): readonly GradedAnswer[] {
  const r = random(seed, 'texts');
  return Array.from({ length: n }, () => {
    const slots = [pick(r, NAMES), pick(r, KINDS), pick(r, FOODS), pick(r, PLACES)] as const;
    const [first, ...texts] = r.shuffle(FORMS).map((form) => form(...slots));
    const others = texts.slice(0, r.below(texts.length + 1));
    const noise = r.uniform() * 0.6;
    const words = pick(
      r,
      FORMS,
    )(...slots)
      .split(' ')
      .filter(() => r.uniform() > noise);
    return {
      prediction: r.uniform() < 0.02 ? null : words.join(' '),
      references: [first!, ...others],
    };
  });
}

/** The labels of `drawnLabels`, in their order. */
export const LABELS = ['terrible', 'bad', 'average', 'good', 'excellent'];

/** Labels of unequal classes, neighbours confused the most. */
export function drawnLabels(n: number, seed: number): readonly GradedAnswer[] {
  const r = random(seed, 'labels');
  return Array.from({ length: n }, () => {
    const gold = Math.min(4, Math.floor(5 * r.uniform() ** 1.5));
    const answered = Math.max(0, Math.min(4, Math.round(gold + 0.9 * r.normal())));
    return { prediction: r.uniform() < 0.03 ? null : LABELS[answered]!, references: [LABELS[gold]!] };
  });
}
