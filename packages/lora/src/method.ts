/**
 * Low-rank adaptation (Hu et al. 2021, arXiv 2106.09685): a frozen W gets a trained update of rank r,
 *   y = W x + b + s B A dropout(x),   A [r, dIn], B [dOut, r],   s = α/r, or α/√r (rsLoRA, Kalajdzievski 2023).
 * Initialisation as in PEFT (lora/layer.py): A ~ U(−1/√dIn, 1/√dIn), which is Kaiming-uniform with a = √5 and departs from the
 * paper's Gaussian; B = 0, so that training starts at the base model. LoRA+ (Hayou et al. 2024): B learns λ times as fast as A.
 */
import type { LinearSite, LoadedModel, Param, Patch, Tensors } from '@adaptbench/core';
import { type Node, add, floats, linear, matmul, scale, sub } from '@adaptbench/graph';
import { type LoraConfig, isSaved, magnitudeName, rankOf, scaling, tensorName } from './config.ts';
import { doraDelta, doraGain, doraOutput, rowNorms } from './dora.ts';
import { peftArtifact } from './peft/write.ts';
import { checkSaved, targets } from './targets.ts';

export function loraPatch(c: LoraConfig, model: LoadedModel): Patch {
  const { sites, weights } = model.architecture;
  const adapted = targets(c, sites);
  const saves = (c.modulesToSave ?? []).length > 0;
  if (saves) checkSaved(c, model);
  // A site is known by its module: an architecture may hand out equal sites that are not the same object.
  const modules = new Set(adapted.map((s) => s.module));
  const biases = new Set(weights.map((w) => w.name).filter((n) => n.endsWith('.bias')));
  return {
    positions: 0,
    params: adapted.flatMap((site) => parameters(c, site, model)),
    ...(saves ? { unfreezes: (w) => isSaved(c, w) } : {}),
    hooks: (param, dropout, weight) => ({
      linear(site, x, y) {
        if (!modules.has(site.module)) return y;
        const [A, B] = [param(tensorName(site, 'A')), param(tensorName(site, 'B'))];
        const s = scaling(c, site);
        const dropped = dropout(x, c.dropout);
        // [.., dIn] × [r, dIn]ᵀ → [.., r];  [.., r] × [dOut, r]ᵀ → [.., dOut]
        const update = scale(matmul(matmul(dropped, A, { transB: true }), B, { transB: true }), s);
        if (!c.dora) return add(y, update);
        const W = weight(`${site.module}.weight`);
        const base = (): Node => {
          // PEFT drops inputs of W here too.
          if (dropped !== x) return linear(dropped, W, null, site.layout);
          const bias = `${site.module}.bias`;
          return biases.has(bias) ? sub(y, weight(bias)) : y;
        };
        const gain = doraGain(site, W, A, B, param(magnitudeName(site)), s);
        return doraOutput({ y, base: base(), update }, gain);
      },
    }),
    merge: (state) => deltas(c, adapted, state, model),
    artifact: peftArtifact({ config: c, adapted, model }),
  };
}

function parameters(c: LoraConfig, site: LinearSite, model: LoadedModel): Param[] {
  const rank = rankOf(c, site);
  const rate = c.rateRatio;
  const magnitude: Param = {
    name: magnitudeName(site),
    shape: [site.dOut],
    rate,
    init: () => rowNorms(site, baseWeight(site, model)),
  };
  return [
    {
      name: tensorName(site, 'A'),
      shape: [rank, site.dIn],
      init(random) {
        const bound = 1 / Math.sqrt(site.dIn);
        return Float32Array.from({ length: rank * site.dIn }, () => (2 * random.uniform() - 1) * bound);
      },
    },
    {
      name: tensorName(site, 'B'),
      shape: [site.dOut, rank],
      rate,
      init: () => new Float32Array(site.dOut * rank),
    },
    ...(c.dora ? [magnitude] : []),
  ];
}

const baseWeight = (site: LinearSite, model: LoadedModel): Float32Array =>
  floats(model.frozen(`${site.module}.weight`));

/** ΔW by checkpoint tensor, in its layout: of what is trained whole, W after training − W, and over that the updates. */
function deltas(
  c: LoraConfig,
  adapted: readonly LinearSite[],
  state: Tensors,
  model: LoadedModel,
): ReadonlyMap<string, Float32Array> {
  const changed = new Map<string, Float32Array>();
  for (const { name } of model.architecture.weights) {
    const after = isSaved(c, { name }) ? state.get(name) : undefined;
    if (!after) continue;
    const before = floats(model.frozen(name));
    changed.set(
      name,
      after.data.map((w, i) => w - before[i]!),
    );
  }
  for (const site of adapted) {
    const name = `${site.module}.weight`;
    const update = product(site, state, rankOf(c, site), scaling(c, site));
    const own = changed.get(name);
    const w = c.dora ? (state.get(name)?.data ?? baseWeight(site, model)) : null;
    const delta = w ? doraDelta(site, w, update, state.get(magnitudeName(site))!.data) : update;
    changed.set(name, own ? delta.map((x, i) => x + own[i]!) : delta);
  }
  return changed;
}

/** s B A. */
function product(site: LinearSite, state: Tensors, rank: number, s: number): Float32Array {
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
