/**
 * Sites: the named points of a transformer where a method may act. An architecture names its own; a method asks for a kind and
 * a role, never for a tensor's name. B batch, T time, D width, H key/value heads, K head width.
 */
import type { Dim, Node } from '@adaptbench/graph';

export type LinearRole = 'q' | 'k' | 'v' | 'qkv' | 'o' | 'gate' | 'up' | 'down';

/** y = x Wᵀ + b of one projection. `qkv` is GPT-2's fused c_attn. */
export interface LinearSite {
  readonly kind: 'linear';
  readonly layer: number;
  readonly role: LinearRole;
  readonly dIn: number;
  readonly dOut: number;
  /** The module's path in the checkpoint, e.g. `model.layers.0.self_attn.q_proj`: PEFT's tensor names derive from it. */
  readonly module: string;
  /** How the checkpoint stores W: `oi` [dOut, dIn] (Linear) or `io` [dIn, dOut] (GPT-2's Conv1D). */
  readonly layout: 'oi' | 'io';
}
/** The output of attention or MLP, before it is added to the residual stream. */
export interface SublayerSite {
  readonly kind: 'sublayer';
  readonly layer: number;
  readonly role: 'attention' | 'mlp';
  readonly d: number;
  readonly module: string;
}
/** Keys and values of a layer, after rotation; heads are key/value heads (fewer than query heads under grouped-query attention). */
export interface KeyValueSite {
  readonly kind: 'keyValue';
  readonly layer: number;
  readonly heads: number;
  readonly dHead: number;
}
/** The input embeddings. */
export interface EmbeddingSite {
  readonly kind: 'embeddings';
  readonly d: number;
  readonly vocabulary: number;
}
export type Site = LinearSite | SublayerSite | KeyValueSite | EmbeddingSite;

/**
 * Keys and values [H, B or 1, S, K] that queries may look at. Batch 1 means: the same for every row. `mask` is added to the
 * scores, [B, T, S] (0 or a large negative number); null means that every query sees all of it.
 */
export interface KeyValue {
  readonly k: Node;
  readonly v: Node;
  readonly mask: Node | null;
  /** So many rows after each other have the same: the batch of k and v is that part of B. */
  readonly rows?: Dim;
}

/** What a method does at each kind of site; tokens stand as rows [B·T, ..] there. Each hook defaults to the identity: a method states only what it changes. */
export interface Hooks {
  /** x [.., dIn], y = W x + b [.., dOut] → the value to use in place of y. */
  linear(site: LinearSite, x: Node, y: Node): Node;
  /** x: the sublayer's input (after its norm), h: its output, both [.., D] → the value to add to the residual stream. */
  sublayer(site: SublayerSite, x: Node, h: Node): Node;
  /** The segments a layer attends to, oldest first; a prefix is one more segment in front, of batch 1 and without a mask. */
  keyValue(site: KeyValueSite, segments: readonly KeyValue[]): readonly KeyValue[];
  /**
   * ids i32 [B, T] → the embeddings to use [B, T, D]; `lookUp` reads the model's own table. Ids from VIRTUAL_IDS on are a patch's
   * virtual tokens (see `virtualToken`), which the model's table does not hold.
   */
  embeddings(site: EmbeddingSite, ids: Node, lookUp: (ids: Node) => Node): Node;
}

export const identityHooks: Hooks = {
  linear: (_site, _x, y) => y,
  sublayer: (_site, _x, h) => h,
  keyValue: (_site, segments) => segments,
  embeddings: (_site, ids, lookUp) => lookUp(ids),
};
