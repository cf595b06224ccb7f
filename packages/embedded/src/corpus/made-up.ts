/** Words of no language and words of any kind: what a document calls things by, so that copying does not rest on what is copied. */
import type { Random } from '@adaptbench/core';
import { capital, chance, classes, heldOutWordsIn, labelWords, pick, words } from '../worlds/index.ts';

const onsets = words(
  'b, bl, br, c, ch, cl, d, dr, f, fl, fr, g, gl, gr, h, j, k, kl, l, m, n, p, pl, pr, qu, r, s, sh, sk, sl, sn, sp, st, t, th, tr, v, w, y, z',
);
const vowels = words('a, e, i, o, u, oo, ea');
const codas = words('b, ck, d, ff, g, ll, lt, m, n, nk, p, rk, rn, rt, s, sk, st, t, x, z, zz');

/** One syllable, sometimes two; never a word that is held out. */
export function madeUpWord(r: Random): string {
  for (;;) {
    const start = chance(r, 0.2) ? pick(r, onsets) + pick(r, vowels) : '';
    const word = start + pick(r, onsets) + pick(r, vowels) + pick(r, codas);
    if (heldOutWordsIn(word).length === 0) return word;
  }
}

/** Words of all classes: those of held-out classes are copied like others, only what class they go with is never asked. */
export const allWords: readonly string[] = Object.values({
  ...classes.pretraining,
  ...classes.heldOut,
}).flat();

export const anyWord = (r: Random): string => (chance(r, 0.6) ? pick(r, allWords) : madeUpWord(r));

/** A word before an input or an output: one of the `usual` in two documents of five, else any. */
export const marker = (r: Random, usual: readonly string[]): string =>
  chance(r, 0.4) ? pick(r, usual) : capital(anyWord(r));

/** `n` different labels that mean nothing: the twenty that come again and again, letters, or made up for this document. */
export function meaninglessLabels(r: Random, n: number): readonly string[] {
  const at = r.uniform();
  if (at < 0.3) return r.shuffle(labelWords.pretraining).slice(0, n);
  if (at < 0.4) return r.shuffle(LETTERS).slice(0, n);
  const labels = new Set<string>();
  while (labels.size < n) labels.add(madeUpWord(r));
  return [...labels];
}
const LETTERS = words('X, Y, Z, R, S, T, U, V, W');
