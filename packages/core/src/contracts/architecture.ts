/**
 * What a model family tells the rest: its weights, its sites, and its forward pass as a graph. B batch, T time, S scored positions a
 * row, P past, D width, V vocabulary, H key/value heads, K head width.
 */
import type { Node } from '@adaptbench/graph';
import type { Hooks, KeyValue, Site } from './site.ts';

/** A float32 tensor; another storage (f16, bf16, blocks with scales) would be one more field here, which only `linear` meets. */
export interface WeightSpec {
  /** As in a Hugging Face checkpoint. */
  readonly name: string;
  readonly shape: readonly number[];
}

/** The sizes that others compute with. */
export interface ModelShape {
  readonly layers: number;
  readonly d: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly dHead: number;
  readonly vocabulary: number;
  /** Longest text, in tokens, for which the model was made. */
  readonly contextLength: number;
}

export interface ForwardInput {
  /** i32 [B, T]. */
  readonly ids: Node;
  /** i32 [B, T]. */
  readonly positions: Node;
  /**
   * Added to the scores of the text with itself, [B, T, T]: 0 where a query may look, a large negative number elsewhere. It is causal
   * for every architecture; one that is not would say so beside its shape.
   */
  readonly mask: Node;
  /** By layer: what came before the text, oldest first; may be empty. */
  readonly past: readonly (readonly KeyValue[])[];
  /**
   * i32 [B, S]: flat positions b·T + t whose logits are wanted; null for all. Below the last layer's keys and values, work is done
   * at these positions only.
   */
  readonly scored: Node | null;
}

export interface ForwardOutput {
  /** Hidden states after the last norm, [B, S, D], or [B, T, D] where `scored` is null: what the vocabulary's and other heads read. */
  readonly hidden: Node;
  /** [B, S, V], or [B, T, V] where `scored` is null. */
  readonly logits: Node;
  /** [V, D]: logits are the products of `hidden` with its rows. */
  readonly vocabulary: Node;
  /** By layer: keys and values of the text itself, [H, B, T, K]. */
  readonly present: readonly { readonly k: Node; readonly v: Node }[];
}

export interface Architecture {
  readonly modelType: string;
  readonly shape: ModelShape;
  readonly weights: readonly WeightSpec[];
  readonly sites: readonly Site[];
  /** What of the configuration was passed over, a sentence each. */
  readonly notes?: readonly string[];
  /** `weight` gives the node of a checkpoint tensor by name. */
  forward(input: ForwardInput, weight: (name: string) => Node, hooks: Hooks): ForwardOutput;
}
