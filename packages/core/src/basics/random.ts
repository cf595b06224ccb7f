/**
 * Seeded random numbers with named streams: `random(7, 'lora', 'init')` is always the same sequence, and no stream's use disturbs
 * another's. Generator: xoroshiro128+ (pure-rand), seeded by a hash of the seed and the names: FNV-1a, then MurmurHash3's finaliser,
 * without which the first numbers of `random(7, 'x', 1)` and `random(7, 'x', 2)` would differ by a constant.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** An integer in [0, n). */
  below(n: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
  /** A new array in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

export function random(seed: number, ...stream: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(mixed(fnv1a([seed, ...stream].join('\u0000'))));
  const uniform = (): number => uniformFloat64(generator);
  const below = (n: number): number => uniformInt(generator, 0, n - 1);
  return {
    uniform,
    below,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle(items) {
      const out = [...items];
      for (let i = out.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [out[i], out[j]] = [out[j]!, out[i]!];
      }
      return out;
    },
  };
}

/** 32-bit FNV-1a over UTF-16 units. */
function fnv1a(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h | 0;
}

/** Each bit of the result depends on all of `h` (Appleby's fmix32). */
function mixed(h: number): number {
  const a = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return b ^ (b >>> 16);
}
