/**
 * The Llama family: Llama 2 and 3, SmolLM2, Mistral, Qwen 2, 2.5 and 3 (Touvron et al. 2023). Pre-norm decoder with rotary
 * positions, grouped-query attention and a gated MLP; checked against transformers' modeling_llama.py and modeling_qwen3.py.
 * B batch, T time, D width, H key/value heads, G queries a key/value head, K head width.
 */
import type { Architecture, ForwardInput } from '@adaptbench/core';
import { type Node, add, mul, mulDims, reshape, rmsNorm, swiGlu } from '@adaptbench/graph';
import { activations } from '../activations.ts';
import { attend, joinHeads, keyHeads, queryHeads, tokensOf } from '../attention.ts';
import { fieldNotes } from '../config/fields.ts';
import type { Family } from '../family.ts';
import { type Forward, type LayerNet, type Net, declared, readings } from '../net.ts';
import { atScored, rowsAtScored, segmentsAtScored } from '../scored.ts';
import { type LlamaConfig, modelTypes, parseLlamaConfig } from './config.ts';
import { llamaGguf } from './gguf.ts';
import { type Angles, angles, rotate } from './rope.ts';

const EMBEDDINGS = 'model.embed_tokens.weight';

export const llama: Family = {
  modelTypes,
  embeddings: EMBEDDINGS,
  architecture: llamaArchitecture,
  gguf: llamaGguf,
};

function llamaArchitecture(json: Readonly<Record<string, unknown>>): Architecture {
  const c = parseLlamaConfig(json);
  const { modelType, layers, d, heads, keyValueHeads, dHead, vocabulary, contextLength } = c;
  return {
    modelType,
    notes: fieldNotes(c.unknown),
    shape: { layers, d, heads, keyValueHeads, dHead, vocabulary, contextLength },
    ...declared(forwardOf(c)),
  };
}

const forwardOf =
  (c: LlamaConfig): Forward =>
  (net) => {
    const embed = net.embeddings(EMBEDDINGS, c.vocabulary, c.d);
    const layers = Array.from({ length: c.layers }, (_, i) =>
      decoderLayer(c, i, net.layer(i, `model.layers.${i}`)),
    );
    const lastNorm = norm(c, net, 'model.norm', c.d);
    const head = net.weight(c.tied ? EMBEDDINGS : 'lm_head.weight', [c.vocabulary, c.d]);
    return (input) => {
      const turned = angles(input.positions, c.rotation);
      let x = reshape(embed(input.ids), [mulDims(...tokensOf(input.ids)), c.d]);
      const present = layers.map((layer) => {
        const { out, k, v } = layer(x, turned, input);
        x = out;
        return { k, v };
      });
      return { ...readings(lastNorm(x), head, input), present };
    };
  };

function norm(c: LlamaConfig, net: Pick<Net, 'weight'>, path: string, width: number): (x: Node) => Node {
  const scale = net.weight(`${path}.weight`, [width]);
  return (x) => rmsNorm(x, scale, c.eps);
}

function decoderLayer(
  c: LlamaConfig,
  index: number,
  net: LayerNet,
): (x: Node, turned: Angles, input: ForwardInput) => { out: Node; k: Node; v: Node } {
  const { d, dMlp, heads, keyValueHeads, dHead } = c;
  const headNorm = (path: string): ((x: Node) => Node) => (c.qkNorm ? norm(c, net, path, dHead) : (x) => x);
  const stored = (bias: boolean) => ({ layout: 'oi', bias }) as const;
  const attentionNorm = norm(c, net, 'input_layernorm', d);
  const mlpNorm = norm(c, net, 'post_attention_layernorm', d);
  const qNorm = headNorm('self_attn.q_norm');
  const kNorm = headNorm('self_attn.k_norm');
  const q = net.linear('q', 'self_attn.q_proj', d, heads * dHead, stored(c.bias.qkv));
  const k = net.linear('k', 'self_attn.k_proj', d, keyValueHeads * dHead, stored(c.bias.qkv));
  const v = net.linear('v', 'self_attn.v_proj', d, keyValueHeads * dHead, stored(c.bias.qkv));
  const o = net.linear('o', 'self_attn.o_proj', heads * dHead, d, stored(c.bias.o));
  const gate = net.linear('gate', 'mlp.gate_proj', d, dMlp, stored(c.bias.mlp));
  const up = net.linear('up', 'mlp.up_proj', d, dMlp, stored(c.bias.mlp));
  const down = net.linear('down', 'mlp.down_proj', dMlp, d, stored(c.bias.mlp));
  const attention = net.sublayer('attention', 'self_attn', d);
  const mlp = net.sublayer('mlp', 'mlp', d);
  const keyValue = net.keyValue(keyValueHeads, dHead);
  const gated = gatedBy(c);
  return (x, turned, input) => {
    // In the last layer only keys and values are needed at every position.
    const scored = index === c.layers - 1 ? input.scored : null;
    const every = tokensOf(input.ids);
    const asked = tokensOf(scored ?? input.ids);
    const h = attentionNorm(x);
    // [B·T, H·K] → [B, T, H, K], turned
    const keyRows = rotate(kNorm(reshape(k(h), [...every, keyValueHeads, dHead])), turned);
    const keys = keyHeads(keyRows, every, keyValueHeads, dHead);
    const values = keyHeads(v(h), every, keyValueHeads, dHead);
    const queryRows = rotate(qNorm(reshape(q(rowsAtScored(h, scored)), [...asked, heads, dHead])), {
      cos: atScored(turned.cos, scored),
      sin: atScored(turned.sin, scored),
    });
    const segments = keyValue([...(input.past[index] ?? []), { k: keys, v: values, mask: input.mask }]);
    const mixed = attend(
      queryHeads(queryRows, asked, keyValueHeads, heads / keyValueHeads, dHead),
      segmentsAtScored(segments, scored),
      1 / Math.sqrt(dHead),
    );
    const a = add(rowsAtScored(x, scored), attention(rowsAtScored(h, scored), o(joinHeads(mixed))));
    const m = mlpNorm(a);
    return { out: add(a, mlp(m, down(gated(gate(m), up(m))))), k: keys, v: values };
  };
}

/** act(gate) ⊙ up. */
function gatedBy(c: LlamaConfig): (gate: Node, up: Node) => Node {
  const act = activations[c.activation];
  return act === activations.silu ? swiGlu : (gate, up) => mul(act(gate), up);
}
