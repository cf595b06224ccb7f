/** Patterns that are repeated within a document and differ between documents: what a word maps to can only be learnt from the context. */
import type { Random } from '@adaptbench/core';
import { type Mapping, chance, classes, drawMapping, pick, pickMany } from '../worlds/index.ts';
import { type Form, englishForm, writeExample } from './form.ts';
import { allWords, madeUpWord, meaninglessLabels } from './made-up.ts';

interface Pair {
  readonly word: string;
  readonly label: string;
}

/** Some documents stand on few lines. */
const drawForm = (r: Random): Form =>
  chance(r, 0.25)
    ? {
        before: '',
        after: pick(r, ['', ':', ' is', ' ->']),
        space: ' ',
        separator: pick(r, [', ', '. ', '\n']),
      }
    : englishForm(r);

const write = (pairs: readonly Pair[], form: Form): string =>
  pairs.map(({ word, label }) => writeExample(form, word, label)).join(form.separator);

/** Words of a class → the document's label for it; in some documents two or three words at a time. */
export function mappingDocument(r: Random): string {
  const kinds = pick(r, [2, 2, 3, 4]);
  const together = pick(r, [1, 1, 2, 3]);
  const { classOf, pairs } = relabelled(r, drawMapping(r, 'pretraining', 14 + r.below(12), kinds));
  if (together === 1) return write(pairs, drawForm(r));
  const grouped = pairs.map(({ label }): Pair => ({
    word: pickMany(r, classes.pretraining[classOf[label]!]!, together).join(', '),
    label,
  }));
  return write(grouped, englishForm(r));
}

/** Labels of the document's own, in a quarter of documents other words of the language: whatever stands there is what is copied. */
function relabelled(r: Random, mapping: Mapping): Mapping {
  const labels = Object.keys(mapping.classOf);
  const used = new Set(Object.values(mapping.classOf).flatMap((name) => classes.pretraining[name] ?? []));
  const others = allWords.filter((word) => !used.has(word));
  const fresh = chance(r, 1 / 4) ? pickMany(r, others, labels.length) : meaninglessLabels(r, labels.length);
  const renamed = new Map(labels.map((label, i) => [label, fresh[i]!]));
  return {
    classOf: Object.fromEntries(
      Object.entries(mapping.classOf).map(([label, name]) => [renamed.get(label)!, name]),
    ),
    pairs: mapping.pairs.map(({ word, label }) => ({ word, label: renamed.get(label)! })),
  };
}

/** A few words, each with a label of its own, again and again: once seen, a pair can be copied. */
export function recallDocument(r: Random): string {
  const n = 2 + r.below(6);
  const chosen = pickMany(r, allWords, n);
  const labels = chance(r, 0.7) ? meaninglessLabels(r, n) : pickMany(r, allWords, n);
  const pairs = Array.from({ length: 16 + r.below(12) }, (): Pair => {
    const i = r.below(n);
    return { word: chosen[i]!, label: labels[i]! };
  });
  return write(pairs, drawForm(r));
}

/** A row of words and the same row again: after its first time every word can be foretold by looking back. */
export function repeatDocument(r: Random): string {
  const n = 4 + r.below(16);
  const madeUp = Array.from({ length: n }, () => madeUpWord(r));
  const row = pickMany(r, pick(r, [allWords, madeUp, [...pickMany(r, allWords, n), ...madeUp]]), n);
  const between = pick(r, [' ', ' ', ' ', ', ']);
  return Array<string>(Math.ceil(60 / row.length))
    .fill(row.join(between))
    .join(between);
}
