/** Patterns that are repeated within a document and differ between documents: what a word maps to can only be learnt from the context. */
import type { Random } from '@adaptbench/core';
import { chance, classes, drawMapping, labelWords, pick, pickMany } from '@adaptbench/worlds';
import { type Form, englishForm } from './form.ts';

interface Pair {
  readonly word: string;
  readonly label: string;
}

/** Some documents stand on few lines. */
const drawForm = (r: Random): Form =>
  chance(r, 0.25)
    ? { before: '', after: pick(r, [' ', ': ', ' is ', ' -> ']), separator: pick(r, [', ', '. ', '\n']) }
    : englishForm(r);

const write = (pairs: readonly Pair[], { before, after, separator }: Form): string =>
  pairs.map(({ word, label }) => `${before}${word}${after}${label}`).join(separator);

/** Words of a class → the document's label for it; in some documents two or three words at a time. */
export function mappingDocument(r: Random): string {
  const kinds = pick(r, [2, 2, 3, 4]);
  const together = pick(r, [1, 1, 2, 3]);
  const { classOf, pairs } = drawMapping(r, 'pretraining', 14 + r.below(12), kinds);
  if (together === 1) return write(pairs, drawForm(r));
  const grouped = pairs.map(({ label }): Pair => ({
    word: pickMany(r, classes.pretraining[classOf[label]!]!, together).join(', '),
    label,
  }));
  return write(grouped, englishForm(r));
}

const allWords = Object.values(classes.pretraining).flat();

/** A few words, each with a label of its own, again and again: once seen, a pair can be copied. */
export function recallDocument(r: Random): string {
  const n = 2 + r.below(6);
  const chosen = pickMany(r, allWords, n);
  const labels = pickMany(r, chance(r, 0.7) ? labelWords.pretraining : allWords, n);
  const pairs = Array.from({ length: 16 + r.below(12) }, (): Pair => {
    const i = r.below(n);
    return { word: chosen[i]!, label: labels[i]! };
  });
  return write(pairs, drawForm(r));
}

/** A row of words and the same row again: after its first time every word can be foretold by looking back. */
export function repeatDocument(r: Random): string {
  const stock = pick(r, [allWords, labelWords.pretraining, [...allWords, ...labelWords.pretraining]]);
  const row = pickMany(r, stock, Math.min(4 + r.below(16), stock.length));
  const between = pick(r, [' ', ' ', ' ', ', ']);
  return Array<string>(Math.ceil(60 / row.length))
    .fill(row.join(between))
    .join(between);
}
