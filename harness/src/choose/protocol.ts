/** What the harness and a process that measures an engine say to each other, as JSON over node's IPC channel. */
import type { LoadedModel } from '@adaptbench/core';
import type { Took, TrialSpec } from '@adaptbench/results';
import type { WorkName } from './works.ts';

/** The first message to it. */
export interface OpenMessage extends Pick<TrialSpec, 'engine' | 'device' | 'threads'> {
  readonly type: 'open';
  /** config.json of the model. */
  readonly config: LoadedModel['config'];
}
/** A work's first time compiles it. */
export type ToProbe = OpenMessage | { readonly type: 'work'; readonly work: WorkName };

export interface Opened {
  readonly type: 'opened';
  readonly version: string;
  readonly threads: number;
  /** To load the engine's libraries and try its device. */
  readonly load: Took;
  /** Layers of the whole model for each of the miniature's. */
  readonly factor: number;
}
export type FromProbe =
  | Opened
  | { readonly type: 'took'; readonly took: Took }
  | { readonly type: 'failed'; readonly message: string };
