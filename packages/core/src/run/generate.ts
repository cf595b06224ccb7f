/** Token by token: rows of a batch generate together until each has ended. */
import type { FeedValue, ResidentExecutable, Tensor } from '@adaptbench/graph';
import type { ModelShape } from '../contracts/architecture.ts';
import type { GenerateRequest, GenerateResult } from '../contracts/language-model.ts';
import { type Random, random } from '../basics/random.ts';
import type { Tokenizer } from '../contracts/tokenizer.ts';
import { MASKED } from './forward.ts';
import type { RowCache } from './row-cache.ts';
import { sample } from './sample.ts';

export interface Sequence {
  /** Tokens after the shared beginning; at least one. */
  readonly prompt: readonly number[];
  readonly request: GenerateRequest;
}
type Run = (feeds: Record<string, FeedValue>) => ReturnType<ResidentExecutable['run']>;

interface Active {
  readonly index: number;
  readonly sequence: Sequence;
  readonly random: Random;
  readonly tokens: number[];
  /** Tokens read so far. */
  length: number;
  pending: readonly number[];
}

/** `start` is the position of a prompt's first token; `cache` is empty, and is released in the end. */
export async function generateTokens(
  sequences: readonly Sequence[],
  tokenizer: Tokenizer,
  shape: ModelShape,
  start: number,
  cache: RowCache,
  run: Run,
): Promise<Omit<GenerateResult, 'promptTokens'>[]> {
  const results = Array<Omit<GenerateResult, 'promptTokens'>>(sequences.length);
  let active = sequences.map((sequence, index): Active => ({
    index,
    sequence,
    random: random(sequence.request.seed ?? 0, 'generate'),
    tokens: [],
    length: 0,
    pending: sequence.prompt,
  }));
  while (active.length > 0) {
    const lengths = active.map((a) => a.pending.length);
    const { outputs, resident } = await run({
      ...cache.feeds(Math.max(...lengths)),
      ...stepFeeds(active, start),
    });
    await cache.append(resident, lengths);
    const logits = outputs['logits']!.data as Float32Array;
    const left: number[] = [];
    active.forEach((a, b) => {
      const { temperature = 0, topP = 1 } = a.sequence.request;
      const row = logits.subarray(b * shape.vocabulary, (b + 1) * shape.vocabulary);
      const token = sample(row, temperature, topP, a.random);
      a.sequence.request.onToken?.(token);
      a.length += a.pending.length;
      a.pending = [token];
      const ended = advance(a, token, tokenizer);
      if (ended) results[a.index] = ended;
      else left.push(b);
    });
    if (left.length < active.length && left.length > 0) await cache.keep(left);
    active = left.map((b) => active[b]!);
  }
  cache.release();
  return results;
}

/** Takes a token in; gives the result where it ends the row. */
function advance(
  a: Active,
  token: number,
  tokenizer: Tokenizer,
): Omit<GenerateResult, 'promptTokens'> | null {
  const { maxNewTokens, stop, ignoreEnd = false } = a.sequence.request;
  if (!ignoreEnd && tokenizer.eos.includes(token))
    return { text: tokenizer.decode(a.tokens), tokens: a.tokens, finish: 'eos' };
  a.tokens.push(token);
  if (stop.length > 0) {
    const text = tokenizer.decode(a.tokens);
    const at = Math.min(...stop.map((s) => text.indexOf(s)).filter((i) => i >= 0), Infinity);
    if (at < Infinity) return { text: text.slice(0, at), tokens: a.tokens, finish: 'stop' };
  }
  if (a.tokens.length < maxNewTokens) return null;
  return { text: tokenizer.decode(a.tokens), tokens: a.tokens, finish: 'length' };
}

/** Pending tokens of all rows, padded on the right; logits are wanted at each row's last. */
function stepFeeds(active: readonly Active[], start: number): Record<string, Tensor> {
  const B = active.length;
  const T = Math.max(...active.map((a) => a.pending.length));
  const ids = new Int32Array(B * T);
  const positions = new Int32Array(B * T).fill(start);
  const mask = new Float32Array(B * T * T).fill(MASKED);
  active.forEach((a, b) => {
    a.pending.forEach((id, t) => {
      ids[b * T + t] = id;
      positions[b * T + t] = start + a.length + t;
    });
    for (let t = 0; t < T; t++) mask.fill(0, (b * T + t) * T, (b * T + t) * T + t + 1);
  });
  return {
    ids: { shape: [B, T], data: ids },
    positions: { shape: [B, T], data: positions },
    mask: { shape: [B, T, T], data: mask },
    scored: { shape: [B, 1], data: Int32Array.from(active, (a, b) => b * T + a.pending.length - 1) },
  };
}
