/**
 * A model with a patch, answering requests: batches sorted by length, the common beginning of all prompts computed once, several
 * continuations an item in one row, generation with a cache.
 */
import {
  type Engine,
  type Executable,
  type Program,
  type Tensor,
  gather,
  i32,
  input,
  logSoftmax,
  program,
  reshape,
  sizeOf,
} from '@adaptbench/graph';
import { encodePair, encodeText } from '../ask/encode.ts';
import type {
  GenerateRequest,
  GenerateResult,
  LanguageModel,
  ScoreRequest,
  ScoreResult,
} from '../contracts/language-model.ts';
import type { Patch, Tensors } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { feedState, patchedForward } from './forward.ts';
import { type Sequence, generateTokens } from './generate.ts';
import { GenerationCache } from './generation-cache.ts';
import { type InferenceAccount, inferenceAccount } from './inference-account.ts';
import { batches, checkLength, encodeRequest } from './requests.ts';
import { type Row, rowLength, scoreBatch } from './rows.ts';
import { type KeyValues, sharedLength } from './shared-prefix.ts';

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

export interface PatchedModel extends LanguageModel {
  readonly counters: RunCounters;
  /** Goes on with other values of the patch's tensors. */
  setState(state: Tensors): void;
  /** Logits at every position of a text, [T, V]; for tests and comparisons. */
  logits(ids: readonly number[]): Promise<Tensor>;
  /** Compiles what requests of a kind need, which the first of them would do otherwise. */
  ready(kind: 'score' | 'generate'): Promise<void>;
  /**
   * Reads what all these contexts begin with and keeps its keys and values: the model for requests that begin so, one at a time or
   * together (a prompt cache). null where they share too little to be worth it. Lives as long as this model and its state.
   */
  withBeginning(contexts: readonly string[]): Promise<{ tokens: number; model: LanguageModel } | null>;
  /** What the largest of the runs so far needed at once. */
  account(): InferenceAccount;
  dispose(): Promise<void>;
}

/** The program that scores: log-probabilities of chosen (position, token) pairs, `picked` [N] → `logProbs` [N]. */
export function scoreProgram(model: LoadedModel, patch: Patch): Program {
  const forward = patchedForward(model.architecture, patch, { shared: true });
  const flat = reshape(logSoftmax(forward.logits), [sizeOf(forward.logits.type.shape)]);
  return program({ logProbs: gather(flat, input('picked', i32('N'))) });
}

/**
 * The program that continues: logits at `scored` and the keys and values of the tokens read. `shared`: after a beginning that all rows
 * have in common; without it a step has 8 nodes a layer fewer.
 */
export function continueProgram(model: LoadedModel, patch: Patch, shared: boolean): Program {
  const { logits, present } = patchedForward(model.architecture, patch, { shared, cache: true });
  return program({
    logits,
    ...Object.fromEntries(
      present.flatMap(({ k, v }, i) => [
        [`present.${i}.k`, k],
        [`present.${i}.v`, v],
      ]),
    ),
  });
}

export function patchedModel(
  model: LoadedModel,
  engine: Engine,
  patch: Patch,
  state: Tensors,
  options: PatchedModelOptions = {},
): PatchedModel {
  const { architecture, tokenizer } = model;
  const { shape } = architecture;
  const tokensPerBatch = options.tokensPerBatch ?? 1024;
  const rowsPerGeneration = options.rowsPerGeneration ?? 16;
  const contextLength = shape.contextLength - patch.positions;
  const counters: RunCounters = { tokens: 0, sharedTokens: 0, runs: 0 };
  let stateFeeds = feedState(architecture, patch, state);
  const memory = inferenceAccount();
  let compiled: Partial<Record<'score' | 'read' | 'next' | 'nextShared', Promise<Compiled>>> = {};
  const compile = async (p: Program, prefer: 'speed' | 'memory'): Promise<Compiled> => ({
    program: p,
    executable: await engine.compile(p, { frozen: (name) => model.frozen(name), prefer }),
  });
  // Many tokens at once are no faster with a private copy of the weights (measured: 30.4 and 30.6 items/s); one row is, by a quarter.
  const scorer = (): Promise<Compiled> => (compiled.score ??= compile(scoreProgram(model, patch), 'memory'));
  const continuer = (shared: boolean): Promise<Compiled> =>
    (compiled[shared ? 'nextShared' : 'next'] ??= compile(
      continueProgram(model, patch, shared),
      options.prefer ?? 'speed',
    ));
  /** Reads a beginning: what generates can, where it is there. */
  const reader = (): Promise<Compiled> =>
    compiled.next ?? (compiled.read ??= compile(continueProgram(model, patch, false), 'memory'));

  const noShared = emptyShared(shape.layers, shape.keyValueHeads, shape.dHead);
  async function run(
    { program: p, executable }: Compiled,
    feeds: Readonly<Record<string, Tensor>>,
  ): Promise<Record<string, Tensor>> {
    counters.runs++;
    counters.tokens += feeds['ids']!.data.length;
    const all = { ...stateFeeds, ...feeds };
    memory.met(p, all);
    return executable.run(all);
  }

  /** Keys and values of the tokens that all texts begin with; `by` reads them. */
  async function share(ids: readonly number[], by: () => Promise<Compiled>): Promise<KeyValues> {
    if (ids.length === 0) return noShared;
    const { feeds } = scoreBatch([{ trunk: ids, continuations: [] }], patch.positions, shape.vocabulary);
    const { picked: _, ...rest } = feeds;
    const cache = new GenerationCache(shape, 1);
    const reading = await by();
    const out = await run(reading, {
      ...(reading.program.inputs.has('shared.0.k') ? noShared.feeds : {}),
      ...cache.feeds(ids.length),
      ...rest,
    });
    counters.sharedTokens += ids.length;
    return {
      ids,
      feeds: Object.fromEntries(
        Object.entries(out).flatMap(([name, t]) =>
          name === 'logits' ? [] : [[name.replace('present', 'shared'), t]],
        ),
      ),
    };
  }
  const shareLength = (texts: readonly (readonly number[])[], limits: readonly number[]): number =>
    options.sharePrompt === false ? 0 : sharedLength(texts, limits);

  /** What is kept already, where all texts begin with it; else what they share, read now. */
  async function beginningOf(
    texts: readonly (readonly number[])[],
    kept: KeyValues | null,
    by: (length: number) => Promise<Compiled>,
  ): Promise<KeyValues> {
    if (kept && texts.every((t) => t.length > kept.ids.length && kept.ids.every((id, i) => id === t[i])))
      return kept;
    const common = shareLength(
      texts,
      texts.map((t) => t.length),
    );
    return share(texts[0]?.slice(0, common) ?? [], () => by(common));
  }

  async function score(requests: readonly ScoreRequest[], kept: KeyValues | null): Promise<ScoreResult[]> {
    const encoded = requests.map((r) => encodeRequest(r, (c) => encodePair(tokenizer, r.context, c, r.end)));
    encoded.forEach((e) => checkLength(e.longest, contextLength));
    const shared = await beginningOf(
      encoded.map((e) => e.trunk),
      kept,
      reader,
    );
    const common = shared.ids.length;
    const rows = encoded.map((e): Row => ({ trunk: e.trunk.slice(common), continuations: e.continuations }));
    const results = Array<ScoreResult>(requests.length);
    let done = 0;
    for (const group of batches(rows.map(rowLength), tokensPerBatch)) {
      const batch = scoreBatch(
        group.map((i) => rows[i]!),
        patch.positions + common,
        shape.vocabulary,
      );
      const out = await run(await scorer(), { ...shared.feeds, ...batch.feeds });
      const logProbs = Float64Array.from(out['logProbs']!.data);
      group.forEach((i, b) => {
        results[i] = {
          logProbs: batch.picks[b]!.map(([from, to]) =>
            logProbs.subarray(from, to).reduce((x, y) => x + y, 0),
          ),
          promptTokens: encoded[i]!.trunk.length,
        };
      });
      options.onProgress?.((done += group.length), requests.length);
    }
    return results;
  }

  async function generate(
    requests: readonly GenerateRequest[],
    kept: KeyValues | null,
  ): Promise<GenerateResult[]> {
    const texts = requests.map((r) => encodeText(tokenizer, r.context));
    texts.forEach((t, i) => checkLength(t.length + requests[i]!.maxNewTokens, contextLength));
    const shared = await beginningOf(texts, kept, (length) => continuer(length > 0));
    const common = shared.ids.length;
    const results = Array<GenerateResult>(requests.length);
    let done = 0;
    for (const group of batches(
      texts.map((t) => t.length - common),
      Infinity,
      rowsPerGeneration,
    )) {
      const sequences = group.map((i): Sequence => ({
        prompt: texts[i]!.slice(common),
        request: requests[i]!,
      }));
      const executable = await continuer(common > 0);
      const out = await generateTokens(sequences, tokenizer, shape, patch.positions + common, (feeds) =>
        run(executable, { ...(common > 0 ? shared.feeds : {}), ...feeds }),
      );
      group.forEach((i, b) => {
        results[i] = { ...out[b]!, promptTokens: texts[i]!.length };
      });
      options.onProgress?.((done += group.length), requests.length);
    }
    return results;
  }

  return {
    tokenizer,
    contextLength,
    counters,
    score: (requests) => score(requests, null),
    generate: (requests) => generate(requests, null),
    account: () => memory.largest(),
    async ready(kind) {
      await (kind === 'score' ? scorer() : continuer(false));
    },
    async withBeginning(contexts) {
      const texts = contexts.map((context) => encodeText(tokenizer, context));
      const common = sharedLength(
        texts,
        texts.map((t) => t.length),
      );
      if (common === 0) return null;
      const kept = await share(texts[0]!.slice(0, common), reader);
      return {
        tokens: common,
        model: {
          tokenizer,
          contextLength,
          score: (requests) => score(requests, kept),
          generate: (requests) => generate(requests, kept),
        },
      };
    },
    setState(next) {
      stateFeeds = feedState(architecture, patch, next);
    },
    async logits(ids) {
      const { feeds } = scoreBatch([{ trunk: ids, continuations: [] }], patch.positions, shape.vocabulary);
      const { picked: _, ...rest } = feeds;
      const every = { shape: [1, ids.length], data: Int32Array.from(ids.keys()) };
      const cache = new GenerationCache(shape, 1);
      const out = await run(await continuer(false), {
        ...cache.feeds(ids.length),
        ...rest,
        scored: every,
      });
      return { shape: [ids.length, shape.vocabulary], data: out['logits']!.data };
    },
    async dispose() {
      const all = Object.values(compiled);
      compiled = {};
      for (const c of all) await (await c).executable.dispose();
    },
  };
}

interface Compiled {
  readonly program: Program;
  readonly executable: Executable;
}

function emptyShared(layers: number, heads: number, dHead: number): KeyValues {
  const none: Tensor = { shape: [heads, 1, 0, dHead], data: new Float32Array(0) };
  return {
    ids: [],
    feeds: Object.fromEntries(
      Array.from(
        { length: layers },
        (_, i) =>
          [
            [`shared.${i}.k`, none],
            [`shared.${i}.v`, none],
          ] as const,
      ).flat(),
    ),
  };
}
