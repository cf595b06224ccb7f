/**
 * The inputs that every program of a patched model shares, and its forward pass. B batch, T own tokens, S scored positions a row,
 * P shared past, C own past (cache), H key/value heads, K head width.
 */
import {
  type Node,
  type Tensor,
  dropout,
  f32,
  gather,
  i32,
  input,
  matmul,
  mulDims,
  reshape,
  softmax,
} from '@adaptbench/graph';
import type { Architecture, ForwardOutput } from '../contracts/architecture.ts';
import type { Pool } from '../contracts/language-model.ts';
import { type Patch, type Tensors, paramsOf } from '../contracts/method.ts';
import { type Hooks, type KeyValue, identityHooks } from '../contracts/site.ts';

/** Added to a score that must not count; large enough to vanish in a softmax, small enough to stay finite. */
export const MASKED = -1e9;

export interface PatchedForward extends ForwardOutput {
  /** i32 [B, T], i32 [B, S]. */
  readonly ids: Node;
  readonly scored: Node;
  /** The node of a trained tensor by its input's name. */
  trained(input: string): Node;
  /** Uniform masks that training feeds, with the rate at which elements are dropped. */
  readonly dropouts: readonly { readonly keep: Node; readonly name: string; readonly rate: number }[];
  /** Each row's own earlier keys and values by layer; none without `cache`. */
  readonly cache: readonly { readonly k: Node; readonly v: Node }[];
}

export interface ForwardOptions {
  /** Attends to keys and values common to all rows, fed as `shared.<layer>.k|v` [H, 1, P, K]. */
  readonly shared?: boolean;
  /** Attends to each row's own earlier tokens, fed as `cache.<layer>.k|v` [H, B, C, K] under `cacheMask` [B, T, C]. */
  readonly cache?: boolean;
  /** N rows after each other have the same earlier tokens: B is A·N, the cache [H, A, C, K] and `cacheMask` [A, N, T, C]. */
  readonly blocks?: boolean;
  readonly training?: boolean;
  /** Nodes that take the place of inputs of these names. */
  readonly held?: ReadonlyMap<string, Node>;
  /** What `hidden` is at a scored position: the state there, or the mean over the row's own tokens that it sees; the head's, unless told. */
  readonly pool?: Pool;
}

export function patchedForward(a: Architecture, patch: Patch, o: ForwardOptions = {}): PatchedForward {
  const B = o.blocks ? mulDims('A', 'N') : 'B';
  const ids = input('ids', i32(B, 'T'));
  const scored = input('scored', i32(B, 'S'));
  const { keyValueHeads: H, dHead: K, layers } = a.shape;
  const cacheMask = o.blocks
    ? reshape(input('cacheMask', f32('A', 'N', 'T', 'C')), [B, 'T', 'C'])
    : o.cache
      ? input('cacheMask', f32('B', 'T', 'C'))
      : null;
  const past = Array.from({ length: layers }, (_, layer): KeyValue[] => {
    const segment = (name: string, batch: number | string, S: string, mask: Node | null): KeyValue => ({
      k: input(`${name}.${layer}.k`, f32(H, batch, S, K)),
      v: input(`${name}.${layer}.v`, f32(H, batch, S, K)),
      mask,
    });
    return [
      ...(o.shared ? [segment('shared', 1, 'P', null)] : []),
      ...(cacheMask
        ? [{ ...segment('cache', o.blocks ? 'A' : B, 'C', cacheMask), ...(o.blocks ? { rows: 'N' } : {}) }]
        : []),
    ];
  });
  const weights = new Map<string, Node>();
  const specs = new Map(a.weights.map((w) => [w.name, w]));
  const weight = (name: string): Node => {
    const known = weights.get(name);
    if (known) return known;
    const spec = specs.get(name);
    if (!spec)
      throw new Error(`internal: ${a.modelType} asked for the weight "${name}", which it does not list`);
    const made =
      o.held?.get(name) ?? input(name, f32(...spec.shape), patch.unfreezes?.(spec) ? 'param' : 'frozen');
    weights.set(name, made);
    return made;
  };
  const params = new Map(
    paramsOf(patch).map((p) => {
      const name = inputName(p.name);
      return [p.name, o.held?.get(name) ?? input(name, f32(...p.shape), 'param')] as const;
    }),
  );
  const param = (name: string): Node => {
    const p = params.get(name);
    if (!p) throw new Error(`internal: the patch asked for "${name}", which it does not list`);
    return p;
  };
  const dropouts: { keep: Node; name: string; rate: number }[] = [];
  const drop = (x: Node, rate: number): Node => {
    if (!o.training || rate === 0) return x;
    const name = `dropout.${dropouts.length}`;
    const keep = input(name, x.type);
    dropouts.push({ keep, name, rate });
    return dropout(x, keep, rate);
  };
  const hooks: Hooks = { ...identityHooks, ...patch.hooks(param, drop, weight) };
  const mask = input('mask', f32(B, 'T', 'T'));
  const mean = (o.pool ?? patch.head?.pool) === 'mean';
  const out = a.forward(
    { ids, positions: input('positions', i32(B, 'T')), mask, past, scored: mean ? null : scored },
    weight,
    hooks,
  );
  const hidden = mean ? meanSeen(out.hidden, mask, scored) : out.hidden;
  const logits = patch.head ? patch.head.logits(hidden, param) : out.logits;
  const trained = (name: string): Node => {
    const node = weights.get(name) ?? [...params].find(([param]) => inputName(param) === name)?.[1];
    if (!node) throw new Error(`internal: nothing in the program is called "${name}"`);
    return node;
  };
  const cache = cacheMask ? past.map((segments) => segments.at(-1)!) : [];
  return { ...out, hidden, logits, ids, scored, trained, dropouts, cache };
}

/** x [B, T, D], mask [B, T, T] → [B, S, D]: at each scored position the mean over what it sees. Equal scores make a softmax a mean. */
function meanSeen(x: Node, mask: Node, scored: Node): Node {
  const [B, T] = x.type.shape;
  const seen = gather(reshape(mask, [mulDims(B!, T!), T!]), scored);
  return matmul(softmax(seen), x);
}

/** Logits of a position: the vocabulary's, or the head's. */
export const logitsPerPosition = (a: Architecture, { head }: Patch): number =>
  head ? head.labels.length : a.shape.vocabulary;

/** What a program calls a patch's parameter; a checkpoint tensor keeps its name. */
const inputName = (param: string): string => `patch.${param}`;

/** A trained tensor of a patch: where it is in states, and what programs call it. */
export interface Trainable {
  readonly name: string;
  readonly input: string;
  readonly shape: readonly number[];
  /** Factor on the learning rate. */
  readonly rate: number;
}

/** Everything that a patch trains on an architecture: its parameters, then the checkpoint tensors that it unfreezes. */
export const trainables = (a: Architecture, patch: Patch): Trainable[] => [
  ...paramsOf(patch).map((p) => ({
    name: p.name,
    input: inputName(p.name),
    shape: p.shape,
    rate: p.rate ?? 1,
  })),
  ...a.weights
    .filter((w) => patch.unfreezes?.(w))
    .map((w) => ({ name: w.name, input: w.name, shape: w.shape, rate: 1 })),
];

/** A patch's state as a run feeds it. */
export const feedState = (a: Architecture, patch: Patch, state: Tensors): Record<string, Tensor> =>
  Object.fromEntries(
    trainables(a, patch).map(({ name, input: fed }) => {
      const t = state.get(name);
      if (!t) throw new Error(`internal: the state lacks "${name}"`);
      return [fed, t];
    }),
  );
