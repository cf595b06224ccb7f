/**
 * How a forward pass comes to its tensors and sites: it declares each once, with name and sizes, and computes with what the declaration
 * gives. A model's lists of weights and sites are its declarations, in their order.
 */
import type {
  Architecture,
  ForwardInput,
  ForwardOutput,
  Hooks,
  KeyValue,
  LinearRole,
  LinearSite,
  Site,
  SublayerSite,
  WeightSpec,
} from '@adaptbench/core';
import { identityHooks } from '@adaptbench/core';
import { type Node, f32, gather, input, linear, reshape } from '@adaptbench/graph';

/** The whole model. */
export interface Net {
  /** A tensor of the checkpoint; asking twice gives the same. */
  weight(name: string, shape: readonly number[]): Node;
  /** ids [B, T] → [B, T, d] by the table of this name, [vocabulary, d]. */
  embeddings(table: string, vocabulary: number, d: number): (ids: Node) => Node;
  /** @param module the layer's path in the checkpoint: names within it stand behind it */
  layer(index: number, module: string): LayerNet;
}

/** One layer. */
export interface LayerNet {
  weight(name: string, shape: readonly number[]): Node;
  /** x [.., dIn] → [.., dOut] by `<path>.weight`, stored in this layout, and `<path>.bias` where the model has it. */
  linear(
    role: LinearRole,
    path: string,
    dIn: number,
    dOut: number,
    stored: { readonly layout: LinearSite['layout']; readonly bias: boolean },
  ): (x: Node) => Node;
  /** Its input and output → what is added to the residual stream. */
  sublayer(role: SublayerSite['role'], path: string, d: number): (x: Node, h: Node) => Node;
  /** Segments of keys and values → those that are attended to. */
  keyValue(heads: number, dHead: number): (segments: readonly KeyValue[]) => readonly KeyValue[];
}

/** Declares everything of a model; what it gives back computes. */
export type Forward = (net: Net) => (input: ForwardInput) => ForwardOutput;

/** The parts of an architecture that its forward pass tells. */
export function declared(forward: Forward): Pick<Architecture, 'weights' | 'sites' | 'forward'> {
  const weights = new Map<string, WeightSpec>();
  const sites: Site[] = [];
  const list = (name: string, shape: readonly number[]): Node => {
    weights.set(name, { name, shape });
    return input(name, f32(...shape), 'frozen');
  };
  forward(netOf(list, identityHooks, (site) => sites.push(site)));
  return {
    weights: [...weights.values()],
    sites,
    forward: (input, weight, hooks) => forward(netOf(weight, hooks, () => {}))(input),
  };
}

/** What an architecture gives of its last rows, x [B·S, D] after the last norm: they themselves, and logits by the head [V, D]. */
export function readings(
  x: Node,
  head: Node,
  { ids, scored }: ForwardInput,
): Pick<ForwardOutput, 'hidden' | 'logits' | 'vocabulary'> {
  const asked = (scored ?? ids).type.shape;
  const [V, D] = head.type.shape;
  return {
    hidden: reshape(x, [...asked, D!]),
    logits: reshape(linear(x, head, null, 'oi'), [...asked, V!]),
    vocabulary: head,
  };
}

function netOf(weight: Net['weight'], hooks: Hooks, note: (site: Site) => void): Net {
  const noted = <S extends Site>(site: S): S => {
    note(site);
    return site;
  };
  return {
    weight,
    embeddings(name, vocabulary, d) {
      const site = noted({ kind: 'embeddings', d, vocabulary });
      const table = weight(name, [vocabulary, d]);
      return (ids) => hooks.embeddings(site, ids, (known) => gather(table, known));
    },
    layer: (layer, module) => ({
      weight: (name, shape) => weight(`${module}.${name}`, shape),
      linear(role, path, dIn, dOut, { layout, bias }) {
        const site = noted({ kind: 'linear', layer, role, dIn, dOut, module: `${module}.${path}`, layout });
        const w = weight(`${site.module}.weight`, layout === 'oi' ? [dOut, dIn] : [dIn, dOut]);
        const b = bias ? weight(`${site.module}.bias`, [dOut]) : null;
        return (x) => hooks.linear(site, x, linear(x, w, b, layout));
      },
      sublayer(role, path, d) {
        const site = noted({ kind: 'sublayer', layer, role, d, module: `${module}.${path}` });
        return (x, h) => hooks.sublayer(site, x, h);
      },
      keyValue(heads, dHead) {
        const site = noted({ kind: 'keyValue', layer, heads, dHead });
        return (segments) => hooks.keyValue(site, segments);
      },
    }),
  };
}
