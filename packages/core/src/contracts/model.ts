/** A checkpoint that is ready to be put into graphs. */
import type { FrozenSource } from '@adaptbench/graph';
import type { Architecture } from './architecture.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface LoadedModel {
  /** As the user wrote it. */
  readonly reference: string;
  /** Hash of weights and configuration, for manifests. */
  readonly sha256: string;
  /** Of a model of the hub: the commit that its revision means. */
  readonly commit?: string;
  readonly architecture: Architecture;
  /** config.json: a trained checkpoint is saved with it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tokenizer: Tokenizer;
  /** What was decided about files that leave it open, a sentence each. */
  readonly notes?: readonly string[];
  /** Where a weight's float32 values lie. */
  frozen(name: string): FrozenSource;
}
