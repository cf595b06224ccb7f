/**
 * The Llama family: Llama 2 and 3, SmolLM2, Mistral, Qwen 2, 2.5 and 3 (Touvron et al. 2023). Pre-norm decoder with rotary
 * positions, grouped-query attention and a gated MLP; checked against transformers' modeling_llama.py and modeling_qwen3.py.
 * B batch, T time, D width, H key/value heads, G queries a key/value head, K head width.
 */
import type {
  Architecture,
  ForwardInput,
  ForwardOutput,
  Hooks,
  LinearRole,
  LinearSite,
  Site,
  SublayerSite,
  WeightSpec,
} from '@adaptbench/core';
import { type Node, add, gather, linear, mul, mulDims, reshape, rmsNorm, swiGlu } from '@adaptbench/graph';
import { activations } from '../activations.ts';
import { type Tokens, attend, joinHeads, keyHeads, queryHeads } from '../attention.ts';
import { fieldNotes } from '../config/fields.ts';
import { atScored, rowsAtScored, segmentsAtScored } from '../scored.ts';
import type { Family } from '../family.ts';
import { type LlamaConfig, modelTypes, parseLlamaConfig } from './config.ts';
import { llamaGguf } from './gguf.ts';
import { angles, rotate } from './rope.ts';

const EMBEDDINGS = 'model.embed_tokens.weight';

interface Layer {
  readonly linear: Readonly<Record<Exclude<LinearRole, 'qkv'>, LinearSite & { readonly bias: boolean }>>;
  readonly attention: SublayerSite;
  readonly mlp: SublayerSite;
}

function layerOf(c: LlamaConfig, layer: number): Layer {
  const module = `model.layers.${layer}`;
  const site = (
    role: LinearRole,
    path: string,
    dIn: number,
    dOut: number,
    bias: boolean,
  ): LinearSite & { bias: boolean } => ({
    kind: 'linear',
    layer,
    role,
    dIn,
    dOut,
    module: `${module}.${path}`,
    layout: 'oi',
    bias,
  });
  const dQ = c.heads * c.dHead;
  const dKV = c.keyValueHeads * c.dHead;
  return {
    linear: {
      q: site('q', 'self_attn.q_proj', c.d, dQ, c.bias.qkv),
      k: site('k', 'self_attn.k_proj', c.d, dKV, c.bias.qkv),
      v: site('v', 'self_attn.v_proj', c.d, dKV, c.bias.qkv),
      o: site('o', 'self_attn.o_proj', dQ, c.d, c.bias.o),
      gate: site('gate', 'mlp.gate_proj', c.d, c.dMlp, c.bias.mlp),
      up: site('up', 'mlp.up_proj', c.d, c.dMlp, c.bias.mlp),
      down: site('down', 'mlp.down_proj', c.dMlp, c.d, c.bias.mlp),
    },
    attention: { kind: 'sublayer', layer, role: 'attention', d: c.d, module: `${module}.self_attn` },
    mlp: { kind: 'sublayer', layer, role: 'mlp', d: c.d, module: `${module}.mlp` },
  };
}

export const llama: Family = {
  modelTypes,
  embeddings: EMBEDDINGS,
  architecture: llamaArchitecture,
  gguf: llamaGguf,
};

function llamaArchitecture(json: Readonly<Record<string, unknown>>): Architecture {
  const c = parseLlamaConfig(json);
  const layers = Array.from({ length: c.layers }, (_, i) => layerOf(c, i));
  return {
    modelType: c.modelType,
    notes: fieldNotes(c.unknown),
    shape: {
      layers: c.layers,
      d: c.d,
      heads: c.heads,
      keyValueHeads: c.keyValueHeads,
      dHead: c.dHead,
      vocabulary: c.vocabulary,
      contextLength: c.contextLength,
    },
    weights: weightsOf(c, layers),
    sites: sitesOf(c, layers),
    forward(input, weight, hooks) {
      const turned = angles(input.positions, c.rotation);
      const embedded = hooks.embeddings(embeddingSite(c), input.ids, (ids) =>
        gather(weight(EMBEDDINGS), ids),
      );
      const [B, T] = input.ids.type.shape;
      let x = reshape(embedded, [mulDims(B!, T!), c.d]);
      const present: { k: Node; v: Node }[] = [];
      for (const layer of layers) {
        // In the last layer only keys and values are needed at every position.
        const scored = layer === layers.at(-1) ? input.scored : null;
        const norm = rmsNorm(
          x,
          weight(`model.layers.${layer.attention.layer}.input_layernorm.weight`),
          c.eps,
        );
        const a = attention(c, layer, norm, turned, input, scored, weight, hooks);
        present.push({ k: a.k, v: a.v });
        x = add(rowsAtScored(x, scored), hooks.sublayer(layer.attention, rowsAtScored(norm, scored), a.out));
        const h = rmsNorm(
          x,
          weight(`model.layers.${layer.mlp.layer}.post_attention_layernorm.weight`),
          c.eps,
        );
        x = add(x, hooks.sublayer(layer.mlp, h, mlp(c, layer, h, weight, hooks)));
      }
      const last = rmsNorm(x, weight('model.norm.weight'), c.eps);
      const head = weight(c.tied ? EMBEDDINGS : 'lm_head.weight');
      const logits = linear(last, head, null, 'oi');
      return {
        logits: reshape(logits, [...(input.scored ?? input.ids).type.shape, c.vocabulary]),
        present,
      } satisfies ForwardOutput;
    },
  };
}

/** x [B·T, dIn] → [B·T, dOut] at a site, hooks applied. */
function project(
  site: LinearSite & { bias: boolean },
  x: Node,
  weight: (name: string) => Node,
  hooks: Hooks,
): Node {
  const b = site.bias ? weight(`${site.module}.bias`) : null;
  return hooks.linear(site, x, linear(x, weight(`${site.module}.weight`), b, site.layout));
}

function attention(
  c: LlamaConfig,
  layer: Layer,
  x: Node,
  turned: ReturnType<typeof angles>,
  input: ForwardInput,
  scored: Node | null,
  weight: (name: string) => Node,
  hooks: Hooks,
): { out: Node; k: Node; v: Node } {
  const groups = c.heads / c.keyValueHeads;
  const at = `model.layers.${layer.attention.layer}.self_attn`;
  const every: Tokens = tokensOf(input.ids);
  const asked: Tokens = scored ? tokensOf(scored) : every;
  // [B·T, H·K] → [B, T, H, K], normalised where the family does so, turned
  const turn = (y: Node, [B, T]: Tokens, heads: number, norm: string, rows: Node | null): Node => {
    const split = reshape(y, [B, T, heads, c.dHead]);
    const normed = c.qkNorm ? rmsNorm(split, weight(`${at}.${norm}.weight`), c.eps) : split;
    return rotate(normed, { cos: atScored(turned.cos, rows), sin: atScored(turned.sin, rows) });
  };
  const keys = turn(project(layer.linear.k, x, weight, hooks), every, c.keyValueHeads, 'k_norm', null);
  const k = keyHeads(keys, every, c.keyValueHeads, c.dHead);
  const v = keyHeads(project(layer.linear.v, x, weight, hooks), every, c.keyValueHeads, c.dHead);
  const queries = turn(
    project(layer.linear.q, rowsAtScored(x, scored), weight, hooks),
    asked,
    c.heads,
    'q_norm',
    scored,
  );
  const site = {
    kind: 'keyValue',
    layer: layer.attention.layer,
    heads: c.keyValueHeads,
    dHead: c.dHead,
  } as const;
  const segments = hooks.keyValue(site, [...(input.past[site.layer] ?? []), { k, v, mask: input.mask }]);
  const mixed = attend(
    queryHeads(queries, asked, c.keyValueHeads, groups, c.dHead),
    segmentsAtScored(segments, scored),
    1 / Math.sqrt(c.dHead),
  );
  return { out: project(layer.linear.o, joinHeads(mixed), weight, hooks), k, v };
}

/** down(silu(gate x) ⊙ up x). */
function mlp(c: LlamaConfig, layer: Layer, x: Node, weight: (name: string) => Node, hooks: Hooks): Node {
  const gate = project(layer.linear.gate, x, weight, hooks);
  const up = project(layer.linear.up, x, weight, hooks);
  const act = activations[c.activation];
  const gated = act === activations.silu ? swiGlu(gate, up) : mul(act(gate), up);
  return project(layer.linear.down, gated, weight, hooks);
}

const tokensOf = (ids: Node): Tokens => [ids.type.shape[0]!, ids.type.shape[1]!];

const embeddingSite = (c: LlamaConfig): Site & { kind: 'embeddings' } => ({
  kind: 'embeddings',
  d: c.d,
  vocabulary: c.vocabulary,
});

function sitesOf(c: LlamaConfig, layers: readonly Layer[]): Site[] {
  return [
    embeddingSite(c),
    ...layers.flatMap((l, layer): Site[] => [
      ...Object.values(l.linear),
      l.attention,
      l.mlp,
      { kind: 'keyValue', layer, heads: c.keyValueHeads, dHead: c.dHead },
    ]),
  ];
}

function weightsOf(c: LlamaConfig, layers: readonly Layer[]): WeightSpec[] {
  return [
    { name: EMBEDDINGS, shape: [c.vocabulary, c.d] },
    ...layers.flatMap((l, i): WeightSpec[] => [
      { name: `model.layers.${i}.input_layernorm.weight`, shape: [c.d] },
      { name: `model.layers.${i}.post_attention_layernorm.weight`, shape: [c.d] },
      ...(c.qkNorm ? ['q_norm', 'k_norm'] : []).map((n) => ({
        name: `model.layers.${i}.self_attn.${n}.weight`,
        shape: [c.dHead],
      })),
      ...Object.values(l.linear).flatMap((s) => [
        { name: `${s.module}.weight`, shape: [s.dOut, s.dIn] },
        ...(s.bias ? [{ name: `${s.module}.bias`, shape: [s.dOut] }] : []),
      ]),
    ]),
    { name: 'model.norm.weight', shape: [c.d] },
    ...(c.tied ? [] : [{ name: 'lm_head.weight', shape: [c.vocabulary, c.d] }]),
  ];
}
