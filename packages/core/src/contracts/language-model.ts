import type { Tokenizer } from './tokenizer.ts';

/**
 * What stands behind an answer, where its end counts too: one token, or running text, of which the first token counts that reaches
 * beyond the answer.
 */
export type AnswerEnd = { readonly token: number } | { readonly text: string };

/** How likely is each continuation after the context? */
export interface ScoreRequest {
  readonly context: string;
  readonly continuations: readonly string[];
  /** What ends each of them, where that is scored too. */
  readonly end?: AnswerEnd;
  /** Each continuation is scored up to the token that tells it apart from the others; to its end unless told. */
  readonly telling?: boolean;
  /** Other requests may begin alike, and what they share is then read once: a text in several templates. */
  readonly alike?: boolean;
  /**
   * By continuation, the competitor that it stands for, from 0: only that competitor is wanted whose continuations are likeliest together.
   * Those of others may be left unfinished.
   */
  readonly contest?: readonly number[];
}
export interface ScoreResult {
  /** Σ log p(token | before), natural logarithm, one a continuation; of a beginning, which bounds it from above, where it is unfinished. */
  readonly logProbs: readonly number[];
  /** In a contest, by continuation: whether it was left unfinished. None is unless told. */
  readonly unfinished?: readonly boolean[];
  readonly promptTokens: number;
}
export interface GenerateRequest {
  readonly context: string;
  readonly maxNewTokens: number;
  /** Generation ends before the first of these; the text given back does not hold it. */
  readonly stop: readonly string[];
  /** 0 is greedy. */
  readonly temperature?: number;
  /** Nucleus sampling: the smallest set of tokens whose probability reaches this. */
  readonly topP?: number;
  /** Draws of the sampler; the same seed gives the same text. */
  readonly seed?: number;
  /** The model's end tokens are tokens like any other: always `maxNewTokens` are generated (for timing). */
  readonly ignoreEnd?: boolean;
  /** Called when a token has been chosen, the first time as soon as the prompt has been read. */
  readonly onToken?: (token: number) => void;
}
export interface GenerateResult {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly promptTokens: number;
  readonly finish: 'eos' | 'stop' | 'length';
}

/** How the hidden states of a text become one: that of its last token, or the mean over all of its tokens. */
export type Pool = 'last' | 'mean';

/** The hidden state of which text? */
export interface EmbedRequest {
  readonly text: string;
  readonly pool: Pool;
}

/** A model with what a method added to it, ready to answer. It batches requests and caches what their prompts share. */
export interface LanguageModel {
  readonly tokenizer: Tokenizer;
  /** Tokens that prompt and answer may take together, after what the method itself occupies. */
  readonly contextLength: number;
  score(requests: readonly ScoreRequest[]): Promise<ScoreResult[]>;
  generate(requests: readonly GenerateRequest[]): Promise<GenerateResult[]>;
  /** The pooled hidden states after the last norm, [D] per text. No head is computed. */
  embed(requests: readonly EmbedRequest[]): Promise<Float32Array[]>;
}
