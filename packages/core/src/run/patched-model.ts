/** A model with a patch, ready to answer requests. */
import type { Engine, Tensor } from '@adaptbench/graph';
import { readAhead } from '../ask/ahead.ts';
import { encodeText } from '../ask/encode.ts';
import type { LanguageModel } from '../contracts/language-model.ts';
import type { Patch, Tensors } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { generate, score } from './answer-requests.ts';
import { embed } from './embed.ts';
import { commonLength, readBeginning } from './beginning.ts';
import type { InferenceAccount } from './inference-account.ts';
import { scoreBatch } from './rows.ts';
import { type PatchedModelOptions, type RunCounters, type Runner, runnerOf } from './runner.ts';
import type { KeyValues } from './shared-prefix.ts';

export interface PatchedModel extends LanguageModel {
  readonly counters: RunCounters;
  /** Goes on with other values of the patch's tensors. */
  setState(state: Tensors): void;
  /** Logits at every position of a text, [T, V], or [T, labels] of a head; for tests and comparisons. */
  logits(ids: readonly number[]): Promise<Tensor>;
  /** Compiles what requests of a kind need, which the first of them would do otherwise. */
  ready(kind: 'score' | 'generate'): Promise<void>;
  /**
   * Reads the common beginning of these contexts and keeps its keys and values (a prompt cache). Gives the model for requests that begin
   * so; null where they share too little to be worth it. Lives as long as this model and its state.
   */
  withBeginning(contexts: readonly string[]): Promise<{ tokens: number; model: LanguageModel } | null>;
  /** What the largest of the runs so far needed at once. */
  account(): InferenceAccount;
  dispose(): Promise<void>;
}

export function patchedModel(
  model: LoadedModel,
  engine: Engine,
  patch: Patch,
  state: Tensors,
  options: PatchedModelOptions = {},
): PatchedModel {
  const runner = runnerOf(model, engine, patch, state, options);
  const { programs } = runner;
  return {
    ...answering(runner, null),
    counters: runner.counters,
    account: () => runner.account(),
    setState: (next) => runner.setState(next),
    logits: (ids) => logitsOf(runner, ids),
    dispose: () => runner.dispose(),
    async ready(kind) {
      await (kind === 'score' ? programs.scorer(false) : programs.continuer(false));
    },
    async withBeginning(contexts) {
      readAhead(model.tokenizer, contexts, []);
      const texts = contexts.map((context) => encodeText(model.tokenizer, context));
      const tokens = runner.options.sharePrompt === false ? 0 : commonLength(texts);
      if (tokens === 0) return null;
      const kept = await readBeginning(runner, texts[0]!.slice(0, tokens), () => programs.reader());
      return { tokens, model: answering(runner, kept) };
    },
  };
}

/** `kept`: a beginning that was read before. */
const answering = (runner: Runner, kept: KeyValues | null): LanguageModel => ({
  tokenizer: runner.model.tokenizer,
  contextLength: runner.contextLength,
  score: (requests) => score(runner, requests, kept),
  generate: (requests) => generate(runner, requests, kept),
  embed: (requests) => embed(runner, requests, kept),
});

async function logitsOf(runner: Runner, ids: readonly number[]): Promise<Tensor> {
  const { shape } = runner.model.architecture;
  const { feeds } = scoreBatch([{ trunk: ids, continuations: [] }], runner.positions, shape.vocabulary);
  const { picked: _, ...rest } = feeds;
  const every = { shape: [1, ids.length], data: Int32Array.from(ids.keys()) };
  const cache = await runner.cache(1);
  const { outputs, resident } = await runner.run(await runner.programs.continuer(false), {
    ...cache.feeds(ids.length),
    ...rest,
    scored: every,
  });
  for (const value of Object.values(resident)) value.release();
  cache.release();
  return { shape: [ids.length, runner.logits], data: outputs['logits']!.data };
}
