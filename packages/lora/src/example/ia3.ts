/**
 * IA³ (Liu et al. 2022, arXiv 2205.05638): learned vectors stretch keys, values and the inside of the MLP,
 *   k = l_k ⊙ W_k x,   v = l_v ⊙ W_v x,   m = W_down (l_ff ⊙ h).
 * Every l starts at 1, so that training starts at the base model.
 */
import { type Site, defineMethod, rateByWidth } from '@adaptbench/core';
import { add, linear, mul, scalar, sub } from '@adaptbench/graph';
import { z } from 'zod';

const config = z.strictObject({
  mlp: z.boolean().default(true).describe('stretch the inside of the MLP too'),
});

/** What is stretched, by the role of a projection; GPT-2's fused qkv as a whole, as in PEFT. */
const stretched: Partial<Record<string, 'output' | 'input'>> = {
  k: 'output',
  v: 'output',
  qkv: 'output',
  down: 'input',
};

export default defineMethod({
  name: 'ia3',
  family: 'ia3',
  paper: {
    title: 'Few-Shot Parameter-Efficient Fine-Tuning is Better and Cheaper than In-Context Learning',
    url: 'https://arxiv.org/abs/2205.05638',
  },
  config,
  rate: (_config, width) => rateByWidth(1e-2, width),
  space: { mlp: [true, false] },
  patch({ mlp }, { architecture }) {
    const end = (s: Site) =>
      s.kind === 'linear' && (mlp || s.role !== 'down') ? stretched[s.role] : undefined;
    return {
      params: architecture.sites.flatMap((s) => {
        if (s.kind !== 'linear' || !end(s)) return [];
        const d = end(s) === 'output' ? s.dOut : s.dIn;
        return [{ name: `${s.module}.ia3_l`, shape: [d], init: () => new Float32Array(d).fill(1) }];
      }),
      positions: 0,
      hooks: (param, _dropout, weight) => ({
        linear(s, x, y) {
          if (!end(s)) return y;
          const l = param(`${s.module}.ia3_l`);
          if (end(s) === 'output') return mul(y, l);
          // W (l ⊙ x) + b = y + W ((l − 1) ⊙ x)
          return add(y, linear(mul(x, sub(l, scalar(1))), weight(`${s.module}.weight`), null, s.layout));
        },
      }),
      merge: null,
      artifact: null,
    };
  },
});
