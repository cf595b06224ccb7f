/** What a checkpoint is, wherever it came from: a hub repository, a folder or a GGUF file. */
import type { SafetensorsDtype, Tokenizer } from '@adaptbench/core';
import type { FrozenSource } from '@adaptbench/graph';
import type { StoredAs } from '../family.ts';
import type { GgmlType } from '../gguf/types.ts';

/** Where a tensor lies on disk. `shape` is Hugging Face's, row-major; `offset` and `bytes` are of `file`. */
export interface PlacedTensor extends Extract<FrozenSource, { readonly file: string }> {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A tensor as the checkpoint has it, unconverted. */
export interface TensorInfo extends PlacedTensor {
  readonly dtype: SafetensorsDtype | GgmlType;
  readonly storedAs?: StoredAs;
}

export interface Checkpoint {
  /** As the user wrote it. */
  readonly reference: string;
  /** The content of Hugging Face's config.json; for a GGUF made from its metadata with the same keys. */
  readonly config: Record<string, unknown>;
  /** By Hugging Face's name as the causal-LM class has it (`model.layers.0.…`, `transformer.h.0.…`). */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly tokenizer: Tokenizer;
  /** What was chosen where the files leave it open, a sentence each. */
  readonly notes: readonly string[];
  /** Of weights and config, hexadecimal: equal content in another place has the same. */
  readonly sha256: string;
  /** Of a hub repository: the commit that its revision means. */
  readonly commit?: string;
}

export interface OpenOptions {
  /** Branch, tag or commit of a hub repository; `org/name@revision` says the same. Default `main`. */
  readonly revision?: string;
  /** Default: $ADAPTBENCH_CACHE, else ~/.cache/adaptbench. */
  readonly cacheDir?: string;
  /** Never asks the network: a hub repository must be in the cache. */
  readonly offline?: boolean;
  /** Folder, tokenizer.json or .gguf that the tokenizer is taken from instead of the checkpoint's own. */
  readonly tokenizer?: string;
  /**
   * Tries the tokenizer in a process of its own first: a file that makes its library die or never end is a LoadError here. For processes
   * that must live on; takes 0.5 s.
   */
  readonly tryTokenizer?: boolean;
  /** Default: $HF_ENDPOINT, else the public hub. */
  readonly hubUrl?: string;
}
