/**
 * GPT-2 (Radford et al. 2019): pre-norm decoder with learned positions, one fused projection for queries, keys and values, and
 * Conv1D weights stored [dIn, dOut]; checked against transformers' modeling_gpt2.py. B batch, T time, D width, H heads, K head width.
 */
import {
  type Architecture,
  type Hooks,
  type LinearRole,
  type LinearSite,
  type Site,
  type SublayerSite,
  type WeightSpec,
} from '@adaptbench/core';
import { type Node, add, gather, layerNorm, linear, mulDims, reshape, slice } from '@adaptbench/graph';
import { activations } from '../activations.ts';
import { type Tokens, attend, joinHeads, keyHeads, queryHeads } from '../attention.ts';
import { fieldNotes } from '../config/fields.ts';
import { rowsAtScored, segmentsAtScored } from '../scored.ts';
import type { Family } from '../family.ts';
import { parseGpt2Config } from './config.ts';
import { gpt2Gguf } from './gguf.ts';

const EMBEDDINGS = 'transformer.wte.weight';

interface Layer {
  readonly qkv: LinearSite;
  readonly o: LinearSite;
  readonly up: LinearSite;
  readonly down: LinearSite;
  readonly attention: SublayerSite;
  readonly mlp: SublayerSite;
}

function layerOf(layer: number, d: number, inner: number): Layer {
  const module = `transformer.h.${layer}`;
  const site = (role: LinearRole, path: string, dIn: number, dOut: number): LinearSite => ({
    kind: 'linear',
    layer,
    role,
    dIn,
    dOut,
    module: `${module}.${path}`,
    layout: 'io',
  });
  return {
    qkv: site('qkv', 'attn.c_attn', d, 3 * d),
    o: site('o', 'attn.c_proj', d, d),
    up: site('up', 'mlp.c_fc', d, inner),
    down: site('down', 'mlp.c_proj', inner, d),
    attention: { kind: 'sublayer', layer, role: 'attention', d, module: `${module}.attn` },
    mlp: { kind: 'sublayer', layer, role: 'mlp', d, module: `${module}.mlp` },
  };
}
const linears = (l: Layer): LinearSite[] => [l.qkv, l.o, l.up, l.down];

export const gpt2: Family = {
  modelTypes: ['gpt2'],
  embeddings: EMBEDDINGS,
  architecture: gpt2Architecture,
  gguf: gpt2Gguf,
};

function gpt2Architecture(json: Readonly<Record<string, unknown>>): Architecture {
  const c = parseGpt2Config(json);
  const d = c.n_embd;
  const dHead = d / c.n_head;
  const inner = c.n_inner ?? 4 * d;
  const layers = Array.from({ length: c.n_layer }, (_, i) => layerOf(i, d, inner));
  const embedding = { kind: 'embeddings', d, vocabulary: c.vocab_size } as const;
  const activation = activations[c.activation_function];
  return {
    modelType: 'gpt2',
    notes: fieldNotes(c.unknown),
    shape: {
      layers: c.n_layer,
      d,
      heads: c.n_head,
      keyValueHeads: c.n_head,
      dHead,
      vocabulary: c.vocab_size,
      contextLength: c.n_positions,
    },
    weights: weightsOf(layers, c.vocab_size, c.n_positions, d, c.tie_word_embeddings),
    sites: [
      embedding,
      ...layers.flatMap((l, layer): Site[] => [
        ...linears(l),
        l.attention,
        l.mlp,
        { kind: 'keyValue', layer, heads: c.n_head, dHead },
      ]),
    ],
    forward(input, weight, hooks) {
      const norm = (x: Node, name: string): Node =>
        layerNorm(x, weight(`${name}.weight`), weight(`${name}.bias`), c.layer_norm_epsilon);
      const tokens = hooks.embeddings(embedding, input.ids, (ids) => gather(weight(EMBEDDINGS), ids));
      const every: Tokens = [input.ids.type.shape[0]!, input.ids.type.shape[1]!];
      const embedded = add(tokens, gather(weight('transformer.wpe.weight'), input.positions));
      let x = reshape(embedded, [mulDims(...every), d]);
      const present: { k: Node; v: Node }[] = [];
      layers.forEach((l, layer) => {
        const scored = l === layers.at(-1) ? input.scored : null;
        const asked: Tokens = scored ? [scored.type.shape[0]!, scored.type.shape[1]!] : every;
        const h = norm(x, `transformer.h.${layer}.ln_1`);
        // The fused projection gives keys and values at every position; queries are taken where they are scored.
        const fused = project(l.qkv, h, weight, hooks);
        const part = (i: number): Node => slice(fused, 1, i * d, (i + 1) * d);
        const k = keyHeads(part(1), every, c.n_head, dHead);
        const v = keyHeads(part(2), every, c.n_head, dHead);
        present.push({ k, v });
        const segments = hooks.keyValue({ kind: 'keyValue', layer, heads: c.n_head, dHead }, [
          ...(input.past[layer] ?? []),
          { k, v, mask: input.mask },
        ]);
        const q = queryHeads(rowsAtScored(part(0), scored), asked, c.n_head, 1, dHead);
        const mixed = joinHeads(attend(q, segmentsAtScored(segments, scored), c.scoreFactor(layer, dHead)));
        const out = project(l.o, mixed, weight, hooks);
        x = add(rowsAtScored(x, scored), hooks.sublayer(l.attention, rowsAtScored(h, scored), out));
        const m = norm(x, `transformer.h.${layer}.ln_2`);
        const y = project(l.down, activation(project(l.up, m, weight, hooks)), weight, hooks);
        x = add(x, hooks.sublayer(l.mlp, m, y));
      });
      const head = weight(c.tie_word_embeddings ? EMBEDDINGS : 'lm_head.weight');
      const logits = linear(norm(x, 'transformer.ln_f'), head, null, 'oi');
      return { logits: reshape(logits, [...(input.scored ?? input.ids).type.shape, c.vocab_size]), present };
    },
  };
}

function project(site: LinearSite, x: Node, weight: (name: string) => Node, hooks: Hooks): Node {
  return hooks.linear(
    site,
    x,
    linear(x, weight(`${site.module}.weight`), weight(`${site.module}.bias`), site.layout),
  );
}

function weightsOf(
  layers: readonly Layer[],
  vocabulary: number,
  positions: number,
  d: number,
  tied: boolean,
): WeightSpec[] {
  const normOf = (name: string): WeightSpec[] => [
    { name: `${name}.weight`, shape: [d] },
    { name: `${name}.bias`, shape: [d] },
  ];
  return [
    { name: EMBEDDINGS, shape: [vocabulary, d] },
    { name: 'transformer.wpe.weight', shape: [positions, d] },
    ...layers.flatMap((l, i) => [
      ...normOf(`transformer.h.${i}.ln_1`),
      ...normOf(`transformer.h.${i}.ln_2`),
      ...linears(l).flatMap((s) => [
        { name: `${s.module}.weight`, shape: [s.dIn, s.dOut] },
        { name: `${s.module}.bias`, shape: [s.dOut] },
      ]),
    ]),
    ...normOf('transformer.ln_f'),
    ...(tied ? [] : [{ name: 'lm_head.weight', shape: [vocabulary, d] }]),
  ];
}
