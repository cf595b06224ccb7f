import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, random } from '../basics/random.ts';
import { argmax, sample } from './sample.ts';

const logits = Float32Array.from([0.5, 2, 1, 2, -1]);
/** Logits of these probabilities. */
const of = (...p: readonly number[]): Float32Array => Float32Array.from(p, (x) => Math.log(x));
const always = (u: number): Random => ({ ...random(0, 'unused'), uniform: () => u });
function shares(x: Float32Array, temperature: number, topP: number, n = 4000): number[] {
  const r = random(5, 'sample');
  const counts = Array.from(x, () => 0);
  for (let i = 0; i < n; i++) counts[sample(x, temperature, topP, r)]!++;
  return counts.map((c) => c / n);
}

describe('the next token', () => {
  it('is the likeliest at temperature 0, the first of equals', () => {
    expect(argmax(logits)).toBe(1);
    expect(sample(logits, 0, 1, always(0.99))).toBe(1);
    expect(sample(logits, 0, 0.1, always(0.99))).toBe(1);
  });

  it('comes as often as the softmax says', () => {
    const got = shares(of(0.1, 0.6, 0.3), 1, 1);
    [0.1, 0.6, 0.3].forEach((p, i) => expect(Math.abs(got[i]! - p)).toBeLessThan(0.03));
  });

  it('is nearer to chance the higher the temperature: p^(1/t), normalised', () => {
    const p = [0.1, 0.6, 0.3];
    for (const t of [0.5, 2]) {
      const weights = p.map((x) => x ** (1 / t));
      const total = weights.reduce((a, b) => a + b, 0);
      const got = shares(of(...p), t, 1);
      weights.forEach((w, i) => expect(Math.abs(got[i]! - w / total)).toBeLessThan(0.03));
    }
  });

  it('is one of the nucleus only: the fewest likeliest tokens whose probabilities reach topP', () => {
    const x = of(0.1, 0.45, 0.15, 0.3);
    const chosen = (topP: number): number[] =>
      shares(x, 1, topP, 500).flatMap((share, token) => (share > 0 ? [token] : []));
    expect(chosen(0.4)).toEqual([1]);
    expect(chosen(0.46)).toEqual([1, 3]);
    expect(chosen(0.8)).toEqual([1, 2, 3]);
    expect(chosen(0.99)).toEqual([0, 1, 2, 3]);
    const [, first, , second] = shares(x, 1, 0.7);
    expect(Math.abs(first! - 0.6)).toBeLessThan(0.03);
    expect(Math.abs(second! - 0.4)).toBeLessThan(0.03);
  });

  it('is the likeliest where topP is 0', () => {
    expect(sample(of(0.2, 0.5, 0.3), 1, 0, always(0.99))).toBe(1);
  });

  it('is never one of probability 0, however the random number falls', () => {
    const x = Float32Array.of(-Infinity, 1, 0.5, -Infinity);
    for (const u of [0, 0.5, 1 - 2 ** -53, 1]) expect([1, 2]).toContain(sample(x, 1, 1, always(u)));
  });

  it('is the same for the same seed', () => {
    const text = (seed: number): number[] => {
      const r = random(seed, 'generate');
      return Array.from({ length: 20 }, () => sample(logits, 1, 0.9, r));
    };
    expect(text(1)).toEqual(text(1));
    expect(text(1)).not.toEqual(text(2));
  });

  it('is a token for any logits, temperature and topP', () => {
    const numbers = fc.array(fc.float({ noNaN: true, min: -1e4, max: 1e4 }), { minLength: 1, maxLength: 30 });
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 100, noNaN: true }), unit, unit, (x, t, topP, u) => {
        const token = sample(Float32Array.from(x), t, topP, always(u));
        expect(Number.isInteger(token) && token >= 0 && token < x.length).toBe(true);
      }),
    );
  });
});
