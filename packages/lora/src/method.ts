/**
 * Low-rank adaptation (Hu et al. 2021, arXiv 2106.09685): a frozen W gets a trained update of rank r,
 *   y = W x + s B A dropout(x),   A [r, dIn], B [dOut, r],   s = α/r, or α/√r (rsLoRA, Kalajdzievski 2023).
 * Initialisation as in PEFT (lora/layer.py): A ~ U(−1/√dIn, 1/√dIn), which is Kaiming-uniform with a = √5 and departs from the
 * paper's Gaussian; B = 0, so that training starts at the base model.
 */
import type { LinearSite, Param, Patch, Site, Tensors } from '@adaptbench/core';
import { add, matmul, scale } from '@adaptbench/graph';
import { type LoraConfig, scaling, targets, tensorName } from './config.ts';
import { peftArtifact } from './peft.ts';

export function loraPatch(c: LoraConfig, sites: readonly Site[]): Patch {
  const adapted = targets(c, sites);
  // A site is known by its module: an architecture may hand out equal sites that are not the same object.
  const modules = new Set(adapted.map((s) => s.module));
  const s = scaling(c);
  return {
    positions: 0,
    params: adapted.flatMap((site): Param[] => [
      {
        name: tensorName(site, 'A'),
        shape: [c.rank, site.dIn],
        init(random) {
          const bound = 1 / Math.sqrt(site.dIn);
          return Float32Array.from({ length: c.rank * site.dIn }, () => (2 * random.uniform() - 1) * bound);
        },
      },
      {
        name: tensorName(site, 'B'),
        shape: [site.dOut, c.rank],
        init: () => new Float32Array(site.dOut * c.rank),
      },
    ]),
    hooks: (param, dropout) => ({
      linear(site, x, y) {
        if (!modules.has(site.module)) return y;
        // [.., dIn] × [r, dIn]ᵀ → [.., r];  [.., r] × [dOut, r]ᵀ → [.., dOut]
        const a = matmul(dropout(x, c.dropout), param(tensorName(site, 'A')), { transB: true });
        return add(y, scale(matmul(a, param(tensorName(site, 'B')), { transB: true }), s));
      },
    }),
    merge: (state) =>
      new Map(adapted.map((site) => [`${site.module}.weight`, delta(site, state, c.rank, s)])),
    artifact: peftArtifact(c, adapted),
  };
}

/** ΔW = s B A, in the layout of the checkpoint's weight. */
function delta(site: LinearSite, state: Tensors, rank: number, s: number): Float32Array {
  const A = state.get(tensorName(site, 'A'))!.data;
  const B = state.get(tensorName(site, 'B'))!.data;
  const out = new Float32Array(site.dOut * site.dIn);
  const [perOut, perIn] = site.layout === 'oi' ? [site.dIn, 1] : [1, site.dOut];
  for (let o = 0; o < site.dOut; o++)
    for (let r = 0; r < rank; r++) {
      const b = s * B[o * rank + r]!;
      for (let i = 0; i < site.dIn; i++) out[o * perOut + i * perIn]! += b * A[r * site.dIn + i]!;
    }
  return out;
}
