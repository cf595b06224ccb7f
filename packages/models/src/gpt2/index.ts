/**
 * GPT-2 (Radford et al. 2019): pre-norm decoder with learned positions, one fused projection for queries, keys and values, and
 * Conv1D weights stored [dIn, dOut]; checked against transformers' modeling_gpt2.py. B batch, T time, D width, H heads, K head width.
 */
import type { Architecture, ForwardInput } from '@adaptbench/core';
import { type Node, add, gather, layerNorm, mulDims, reshape, slice } from '@adaptbench/graph';
import { activations } from '../activations.ts';
import { attend, joinHeads, keyHeads, queryHeads, tokensOf } from '../attention.ts';
import { fieldNotes } from '../config/fields.ts';
import type { Family } from '../family.ts';
import { type Forward, type LayerNet, type Net, declared, readings } from '../net.ts';
import { rowsAtScored, segmentsAtScored } from '../scored.ts';
import { type Gpt2Config, parseGpt2Config } from './config.ts';
import { gpt2Gguf } from './gguf.ts';

const EMBEDDINGS = 'transformer.wte.weight';

export const gpt2: Family = {
  modelTypes: ['gpt2'],
  embeddings: EMBEDDINGS,
  architecture: gpt2Architecture,
  gguf: gpt2Gguf,
};

function gpt2Architecture(json: Readonly<Record<string, unknown>>): Architecture {
  const c = parseGpt2Config(json);
  return {
    modelType: 'gpt2',
    notes: fieldNotes(c.unknown),
    shape: {
      layers: c.n_layer,
      d: c.n_embd,
      heads: c.n_head,
      keyValueHeads: c.n_head,
      dHead: c.n_embd / c.n_head,
      vocabulary: c.vocab_size,
      contextLength: c.n_positions,
    },
    ...declared(forwardOf(c)),
  };
}

const forwardOf =
  (c: Gpt2Config): Forward =>
  (net) => {
    const d = c.n_embd;
    const embed = net.embeddings(EMBEDDINGS, c.vocab_size, d);
    const positions = net.weight('transformer.wpe.weight', [c.n_positions, d]);
    const layers = Array.from({ length: c.n_layer }, (_, i) =>
      decoderLayer(c, i, net.layer(i, `transformer.h.${i}`)),
    );
    const lastNorm = norm(c, net, 'transformer.ln_f');
    const head = net.weight(c.tie_word_embeddings ? EMBEDDINGS : 'lm_head.weight', [c.vocab_size, d]);
    return (input) => {
      const embedded = add(embed(input.ids), gather(positions, input.positions));
      let x = reshape(embedded, [mulDims(...tokensOf(input.ids)), d]);
      const present = layers.map((layer) => {
        const { out, k, v } = layer(x, input);
        x = out;
        return { k, v };
      });
      return { ...readings(lastNorm(x), head, input), present };
    };
  };

function norm(c: Gpt2Config, net: Pick<Net, 'weight'>, path: string): (x: Node) => Node {
  const scale = net.weight(`${path}.weight`, [c.n_embd]);
  const shift = net.weight(`${path}.bias`, [c.n_embd]);
  return (x) => layerNorm(x, scale, shift, c.layer_norm_epsilon);
}

function decoderLayer(
  c: Gpt2Config,
  index: number,
  net: LayerNet,
): (x: Node, input: ForwardInput) => { out: Node; k: Node; v: Node } {
  const d = c.n_embd;
  const heads = c.n_head;
  const dHead = d / heads;
  const inner = c.n_inner ?? 4 * d;
  const stored = { layout: 'io', bias: true } as const;
  const attentionNorm = norm(c, net, 'ln_1');
  const mlpNorm = norm(c, net, 'ln_2');
  const qkv = net.linear('qkv', 'attn.c_attn', d, 3 * d, stored);
  const o = net.linear('o', 'attn.c_proj', d, d, stored);
  const up = net.linear('up', 'mlp.c_fc', d, inner, stored);
  const down = net.linear('down', 'mlp.c_proj', inner, d, stored);
  const attention = net.sublayer('attention', 'attn', d);
  const mlp = net.sublayer('mlp', 'mlp', d);
  const keyValue = net.keyValue(heads, dHead);
  const activation = activations[c.activation_function];
  return (x, input) => {
    // In the last layer only keys and values are needed at every position: the fused projection gives them, and queries with them.
    const scored = index === c.n_layer - 1 ? input.scored : null;
    const every = tokensOf(input.ids);
    const h = attentionNorm(x);
    const fused = qkv(h);
    const part = (i: number): Node => slice(fused, 1, i * d, (i + 1) * d);
    const k = keyHeads(part(1), every, heads, dHead);
    const v = keyHeads(part(2), every, heads, dHead);
    const segments = keyValue([...(input.past[index] ?? []), { k, v, mask: input.mask }]);
    const q = queryHeads(rowsAtScored(part(0), scored), tokensOf(scored ?? input.ids), heads, 1, dHead);
    const mixed = attend(q, segmentsAtScored(segments, scored), c.scoreFactor(index, dHead));
    const a = add(rowsAtScored(x, scored), attention(rowsAtScored(h, scored), o(joinHeads(mixed))));
    const m = mlpNorm(a);
    return { out: add(a, mlp(m, down(activation(up(m))))), k, v };
  };
}
