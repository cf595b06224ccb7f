/**
 * Bottleneck adapters: a small network with a skip connection at a sublayer whose output is h and whose input (after its norm) is x,
 *   Houlsby, Pfeiffer:  h + s f(h)      Parallel:  h + s f(x)
 *   f(z) = W_up φ(W_down z + b_down) + b_up,   W_down [m, d], W_up [d, m].
 * Houlsby et al. 2019 (arXiv 1902.00751) after attention and after the MLP; Pfeiffer et al. 2021 (2005.00247) after the MLP; He et
 * al. 2022 (2110.04366) beside the MLP. Checked against a PyTorch definition by forward hooks; names and initialisations are those of
 * the adapters library (methods/modeling.py), departures are in the README.
 */
import {
  type LoadedModel,
  type Param,
  type Patch,
  type Random,
  type SublayerSite,
  normWeights,
} from '@adaptbench/core';
import { type Node, add, gelu, linear, relu, scale, silu, tanh } from '@adaptbench/graph';
import { adapterHubArtifact } from './adapter-hub.ts';
import { type AdapterConfig, adapted, bottleneckSize, tensorName } from './config.ts';

const nonLinearities = { relu, gelu, swish: silu, tanh };

export function adapterPatch(c: AdapterConfig, model: LoadedModel): Patch {
  const chosen = adapted(c, model.architecture.sites);
  // A site is known by its module: an architecture may hand out equal sites that are not the same object.
  const modules = new Set(chosen.map((s) => s.module));
  const norms = c.layerNorms ? normWeights(model.architecture.weights) : null;
  const phi = nonLinearities[c.nonLinearity];
  return {
    positions: 0,
    params: chosen.flatMap((s) => parameters(c, s)),
    ...(norms ? { unfreezes: (w) => norms.has(w.name) } : {}),
    hooks: (param, dropout) => ({
      sublayer(site, x, h) {
        if (!modules.has(site.module)) return h;
        const of = (part: 'adapter_down.0' | 'adapter_up', kind: 'weight' | 'bias'): Node =>
          param(tensorName(site, part, kind));
        const z = c.placement === 'parallel' ? x : h;
        // [.., d] × [m, d]ᵀ → [.., m];  [.., m] × [d, m]ᵀ → [.., d]
        const down = phi(linear(z, of('adapter_down.0', 'weight'), of('adapter_down.0', 'bias'), 'oi'));
        const up = linear(down, of('adapter_up', 'weight'), of('adapter_up', 'bias'), 'oi');
        return add(h, dropout(scale(up, c.scaling), c.dropout));
      },
    }),
    merge: null,
    artifact: adapterHubArtifact(c, chosen, model, norms),
  };
}

function parameters(c: AdapterConfig, site: SublayerSite): Param[] {
  const { d } = site;
  const m = bottleneckSize(c, d);
  const up = c.init === 'zero' ? () => 0 : draws[c.init];
  const down = c.init === 'zero' ? kaiming(d) : draws[c.init];
  const filled =
    (size: number, draw: (random: Random) => number) =>
    (random: Random): Float32Array =>
      Float32Array.from({ length: size }, () => draw(random));
  return [
    { name: tensorName(site, 'adapter_down.0', 'weight'), shape: [m, d], init: filled(m * d, down) },
    { name: tensorName(site, 'adapter_down.0', 'bias'), shape: [m], init: () => new Float32Array(m) },
    { name: tensorName(site, 'adapter_up', 'weight'), shape: [d, m], init: filled(d * m, up) },
    { name: tensorName(site, 'adapter_up', 'bias'), shape: [d], init: () => new Float32Array(d) },
  ];
}

/** PyTorch's kaiming_uniform_(a = √5): U(−1/√d, 1/√d). */
const kaiming =
  (d: number) =>
  (random: Random): number =>
    (2 * random.uniform() - 1) / Math.sqrt(d);

const draws = {
  bert: (random: Random): number => 0.02 * random.normal(),
  /** Drawn again beyond two standard deviations. */
  houlsby(random: Random): number {
    for (;;) {
      const z = random.normal();
      if (Math.abs(z) <= 2) return 0.01 * z;
    }
  },
};
