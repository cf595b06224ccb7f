/** What scoring and generating with a patched model have in common: its programs, its state, and what was run. */
import type { Engine, Tensor } from '@adaptbench/graph';
import type { Head, Patch, Tensors } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { feedState, logitsPerPosition } from './forward.ts';
import { type InferenceAccount, inferenceAccount } from './inference-account.ts';
import { type Compiled, type Programs, programsOf } from './programs.ts';

export interface PatchedModelOptions {
  /** Tokens a batch holds at most, padding included; more is faster up to the machine's cache, and takes memory. */
  readonly tokensPerBatch?: number;
  /** Rows that generate together. */
  readonly rowsPerGeneration?: number;
  /** Compute the common beginning of prompts once (default), or each time anew. */
  readonly sharePrompt?: boolean;
  /** Whether generation may hold a private copy of the weights, which makes single rows faster; default `speed`. */
  readonly prefer?: 'speed' | 'memory';
  /** Called as requests are finished. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What has been run, for reports of tokens and rates. */
export interface RunCounters {
  /** Tokens that went through the model, padding included. */
  tokens: number;
  /** Of those, tokens of shared beginnings. */
  sharedTokens: number;
  runs: number;
}

export interface Runner {
  readonly model: LoadedModel;
  /** Positions that the patch occupies in front of every text. */
  readonly positions: number;
  readonly head: Head | null;
  /** Logits of a position. */
  readonly logits: number;
  /** Tokens that a text may have. */
  readonly contextLength: number;
  readonly options: PatchedModelOptions;
  readonly programs: Programs;
  readonly counters: RunCounters;
  run(compiled: Compiled, feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  setState(state: Tensors): void;
  /** What the largest of the runs so far needed at once. */
  account(): InferenceAccount;
}

export function runnerOf(
  model: LoadedModel,
  engine: Engine,
  patch: Patch,
  state: Tensors,
  options: PatchedModelOptions,
): Runner {
  const { architecture } = model;
  const counters: RunCounters = { tokens: 0, sharedTokens: 0, runs: 0 };
  const memory = inferenceAccount();
  let stateFeeds = feedState(architecture, patch, state);
  return {
    model,
    positions: patch.positions,
    head: patch.head ?? null,
    logits: logitsPerPosition(architecture, patch),
    contextLength: architecture.shape.contextLength - patch.positions,
    // A mean is over all tokens of a text, those of a beginning that was read before too.
    options: patch.head?.pool === 'mean' ? { ...options, sharePrompt: false } : options,
    programs: programsOf(model, engine, patch, options.prefer ?? 'speed'),
    counters,
    async run({ program, executable }, feeds) {
      counters.runs++;
      counters.tokens += feeds['ids']!.data.length;
      const all = { ...stateFeeds, ...feeds };
      memory.met(program, all);
      return executable.run(all);
    },
    setState(next) {
      stateFeeds = feedState(architecture, patch, next);
    },
    account: () => memory.largest(),
  };
}
