/** What the folder of an architecture gives: whose configurations it reads, what it computes, and how GGUF files write its models. */
import type { Architecture } from '@adaptbench/core';
import type { GgufMetadata } from './gguf/metadata.ts';

/** Models that one forward pass computes. */
export interface Family {
  /** Values of `model_type` in config.json. */
  readonly modelTypes: readonly string[];
  /** Name of the embeddings' matrix. A bare model's tensors lack what stands before the first dot. */
  readonly embeddings: string;
  /** Throws LoadError when config.json is not that of such a model. */
  readonly architecture: (config: Readonly<Record<string, unknown>>) => Architecture;
  readonly gguf: GgufForm;
}

/** What llama.cpp's converter makes of a family's names, settings and tensors. */
export interface GgufForm {
  /** Values of `general.architecture`. */
  readonly architectures: readonly string[];
  /** A module's name in GGUF → Hugging Face's; `#` stands for the number of a layer. */
  readonly modules: ReadonlyMap<string, string>;
  /** Tensors that `config` reads; they are no weights. */
  readonly settings: readonly string[];
  /** The pre-tokenizer of files that name none. */
  readonly preTokenizer?: string;
  /** The fields of config.json beside those of every model. Throws LoadError for what cannot be computed. */
  config(header: GgufHeader): Promise<Readonly<Record<string, unknown>>>;
  /** What has to be undone to get Hugging Face's layout of the tensor with this name in GGUF. */
  storedAs(name: string, header: GgufHeader): StoredAs | undefined;
}

/** What stands in a GGUF before its weights. */
export interface GgufHeader {
  readonly architecture: string;
  /** The keys that begin with the architecture, by the rest of their names. */
  readonly keys: GgufMetadata;
  /** Names of all tensors: they tell tied embeddings and biases. */
  readonly tensors: ReadonlySet<string>;
  /** The numbers of a small tensor, where there is one of this name. */
  floats(name: string): Promise<Float32Array | undefined>;
}

/** How a tensor as stored differs from Hugging Face's layout, and so what reading it must undo. */
export type StoredAs =
  /** Rows of each head interleaved (0, K/2, 1, K/2+1 …), as llama.cpp's converter writes q and k of Llama models. */
  | { readonly kind: 'rotaryInterleaved'; readonly heads: number }
  /** [out, in] where Hugging Face's Conv1D has [in, out] (GPT-2). */
  | { readonly kind: 'transposed' };
