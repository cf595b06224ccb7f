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
import { type EncodedPair, encodePair, encodeText } from '../encode.ts';
import { ConfigError } from '../errors.ts';
import type {
  GenerateRequest,
  GenerateResult,
  LanguageModel,
  ScoreRequest,
  ScoreResult,
} from '../language-model.ts';
import type { Patch, Tensors } from '../method.ts';
import type { LoadedModel } from '../model.ts';
import { feedState, patchedForward } from './forward.ts';
import { type Sequence, generateTokens } from './generate.ts';
import { GenerationCache } from './generation-cache.ts';
import { type Continuation, type Row, rowLength, scoreBatch } from './rows.ts';
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
  let executables: Partial<Record<'score' | 'next' | 'nextShared', Promise<Executable>>> = {};
  const compile = (p: Program, prefer: 'speed' | 'memory'): Promise<Executable> =>
    engine.compile(p, { frozen: (name) => model.frozen(name), prefer });
  // Many rows at once are no faster with a private copy of the weights (measured: 30.4 and 30.6 items/s); one row is, by a quarter.
  const scorer = (): Promise<Executable> =>
    (executables.score ??= compile(scoreProgram(model, patch), 'memory'));
  const continuer = (shared: boolean): Promise<Executable> =>
    (executables[shared ? 'nextShared' : 'next'] ??= compile(
      continueProgram(model, patch, shared),
      options.prefer ?? 'speed',
    ));

  const noShared = emptyShared(shape.layers, shape.keyValueHeads, shape.dHead);
  async function run(
    executable: Executable,
    feeds: Readonly<Record<string, Tensor>>,
  ): Promise<Record<string, Tensor>> {
    counters.runs++;
    counters.tokens += feeds['ids']!.data.length;
    return executable.run({ ...stateFeeds, ...feeds });
  }

  /** Keys and values of the tokens that all texts begin with; `shared` names the program that reads them. */
  async function share(ids: readonly number[], shared: boolean): Promise<KeyValues> {
    if (ids.length === 0) return noShared;
    const { feeds } = scoreBatch([{ trunk: ids, continuations: [] }], patch.positions, shape.vocabulary);
    const { picked: _, ...rest } = feeds;
    const cache = new GenerationCache(shape, 1);
    const out = await run(await continuer(shared), {
      ...(shared ? noShared.feeds : {}),
      ...cache.feeds(ids.length),
      ...rest,
    });
    counters.sharedTokens += ids.length;
    return {
      length: ids.length,
      feeds: Object.fromEntries(
        Object.entries(out).flatMap(([name, t]) =>
          name === 'logits' ? [] : [[name.replace('present', 'shared'), t]],
        ),
      ),
    };
  }
  const shareLength = (texts: readonly (readonly number[])[], limits: readonly number[]): number =>
    options.sharePrompt === false ? 0 : sharedLength(texts, limits);

  async function score(requests: readonly ScoreRequest[]): Promise<ScoreResult[]> {
    const encoded = requests.map((r) => encodeRequest(r, (c) => encodePair(tokenizer, r.context, c)));
    encoded.forEach((e) => checkLength(e.longest, contextLength));
    const common = shareLength(
      encoded.map((e) => e.trunk),
      encoded.map((e) => e.trunk.length),
    );
    const shared = await share(encoded[0]?.trunk.slice(0, common) ?? [], false);
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

  async function generate(requests: readonly GenerateRequest[]): Promise<GenerateResult[]> {
    const texts = requests.map((r) => encodeText(tokenizer, r.context));
    texts.forEach((t, i) => checkLength(t.length + requests[i]!.maxNewTokens, contextLength));
    const common = shareLength(
      texts,
      texts.map((t) => t.length),
    );
    const shared = await share(texts[0]?.slice(0, common) ?? [], common > 0);
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
    score,
    generate,
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
      const all = Object.values(executables);
      executables = {};
      for (const e of all) await (await e).dispose();
    },
  };
}

interface Encoded {
  readonly trunk: readonly number[];
  readonly continuations: readonly Continuation[];
  /** Tokens of the trunk with its longest continuation. */
  readonly longest: number;
}
/** The tokens that all continuations have before them, and the rest of each. */
function encodeRequest(r: ScoreRequest, encode: (continuation: string) => EncodedPair): Encoded {
  const pairs = r.continuations.map(encode);
  const [first] = pairs;
  if (!first) throw new ConfigError('score: a request has no continuation: expected one or more.');
  let n = Math.min(...pairs.map((p) => p.from));
  // A context may end in other tokens before one continuation than before another.
  for (const { ids } of pairs) while (n > 1 && ids.slice(0, n).some((id, i) => id !== first.ids[i])) n--;
  return {
    trunk: first.ids.slice(0, n),
    continuations: pairs.map((p) => ({ tokens: p.ids.slice(n), skip: p.from - n })),
    longest: Math.max(...pairs.map((p) => p.ids.length)),
  };
}

function checkLength(tokens: number, contextLength: number): void {
  if (tokens > contextLength)
    throw new ConfigError(
      `prompt and answer take ${tokens} tokens: the model's context holds ${contextLength}. Use fewer exemplars, shorter items or fewer new tokens.`,
    );
}

/** Groups of indices of like length, longest first, each at most `tokens` tokens after padding and `rows` rows. */
export function batches(lengths: readonly number[], tokens: number, rows = Infinity): number[][] {
  const order = lengths.map((_, i) => i).toSorted((a, b) => lengths[b]! - lengths[a]!);
  const groups: number[][] = [];
  for (const i of order) {
    const group = groups.at(-1);
    if (group && group.length < rows && (group.length + 1) * lengths[group[0]!]! <= tokens) group.push(i);
    else groups.push([i]);
  }
  return groups;
}

function emptyShared(layers: number, heads: number, dHead: number): KeyValues {
  const none: Tensor = { shape: [heads, 1, 0, dHead], data: new Float32Array(0) };
  return {
    length: 0,
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
