/** What scoring and generating with a patched model have in common: its programs, its state, and what was run. */
import {
  type Engine,
  type FeedValue,
  type Resident,
  type ResidentExecutable,
  residentOf,
} from '@adaptbench/graph';
import type { Head, Patch, Tensors } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { deviceCache } from './device-cache.ts';
import { feedState, logitsPerPosition } from './forward.ts';
import { GenerationCache } from './generation-cache.ts';
import { type InferenceAccount, inferenceAccount } from './inference-account.ts';
import { type Compiled, type Programs, programsOf } from './programs.ts';
import type { RowCache } from './row-cache.ts';

export interface PatchedModelOptions {
  /** Tokens a batch holds at most, padding included; more is faster up to the machine's cache, and takes memory. */
  readonly tokensPerBatch?: number;
  /** Rows that generate together. */
  readonly rowsPerGeneration?: number;
  /** Compute the common beginning of prompts once (default), or each time anew. */
  readonly sharePrompt?: boolean;
  /** Whether generation may hold a private copy of the weights, which makes single rows faster; default `speed`. */
  readonly prefer?: 'speed' | 'memory';
  /** Compiled for another model of the same weights, engine and patch, which disposes of them; else they are this one's. */
  readonly programs?: Programs;
  /** Called as requests are finished. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What has been run, for reports of tokens and rates. */
export interface RunCounters {
  /** Tokens that went through the model, padding included. */
  tokens: number;
  /** Of those, tokens of shared beginnings. */
  sharedTokens: number;
  /** Passes that read tokens. */
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
  run(compiled: Compiled, feeds: Readonly<Record<string, FeedValue>>): ReturnType<ResidentExecutable['run']>;
  /** Empty, for so many rows. */
  cache(rows: number): Promise<RowCache>;
  setState(state: Tensors): void;
  dispose(): Promise<void>;
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
  const resident = residentOf(engine);
  const programs = options.programs ?? programsOf(model, engine, patch, options.prefer ?? 'speed');
  let toFeed = feedState(architecture, patch, state);
  let fed: Readonly<Record<string, Resident>> | null = null;
  const release = (): void => {
    for (const value of Object.values(fed ?? {})) value.release();
    fed = null;
  };
  const stateFeeds = async (): Promise<Readonly<Record<string, Resident>>> => {
    if (fed) return fed;
    const put: Record<string, Resident> = {};
    for (const [name, t] of Object.entries(toFeed)) put[name] = await resident.put(t);
    return (fed = put);
  };
  return {
    model,
    positions: patch.positions,
    head: patch.head ?? null,
    logits: logitsPerPosition(architecture, patch),
    contextLength: architecture.shape.contextLength - patch.positions,
    // A mean is over all tokens of a text, those of a beginning that was read before too.
    options: patch.head?.pool === 'mean' ? { ...options, sharePrompt: false } : options,
    programs,
    counters,
    cache: (rows) =>
      engine.resident
        ? deviceCache(resident, () => programs.selector(), architecture.shape, rows)
        : Promise.resolve(new GenerationCache(architecture.shape, rows)),
    async run({ program, executable }, feeds) {
      const { ids } = feeds;
      if (ids) {
        counters.runs++;
        counters.tokens += ids.shape.reduce((a, b) => a * b, 1);
      }
      const all = { ...(await stateFeeds()), ...feeds };
      memory.met(program, all);
      return executable.run(all);
    },
    setState(next) {
      toFeed = feedState(architecture, patch, next);
      release();
    },
    async dispose() {
      release();
      if (!options.programs) await programs.dispose();
    },
    account: () => memory.largest(),
  };
}
