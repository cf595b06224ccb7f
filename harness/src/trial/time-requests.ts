/**
 * Single requests on the clock, one at a time, on several models in turn: each item from its text to its answer, then from its prompt
 * to a fixed number of tokens after it. `forget` makes a request tokenise its texts as the first would.
 */
import { type Answer, type BoundPrompt, type Item, type LanguageModel, encodeText } from '@adaptbench/core';
import { type LatencyPass, type RequestTimes, quantile, timingOf } from '@adaptbench/results';
import { timeSides } from '../measure/latency.ts';
import type { AskedItem } from './asked-items.ts';

/** Most items that are timed one by one: p95 has an interval from 72 on. */
export const MOST = 100;
/** Items that are asked together. */
export const BATCH = 32;
/** Texts of an item from which on fewer items are asked together: so many of their texts are a full batch. */
export const SEVERAL = 4;
/** Requests that are timed however long they take: the fewest whose median has an interval. */
export const LEAST = 6;
/** Calls of each model before the first that counts; of texts, which are as many calls as they have tokens, a single one. */
export const WARM_UPS = 3;
/** Requests of this many milliseconds are timed before an interval ends the series: of short ones enough for the slower quantiles. */
const LEAST_MS = 100;
/** Tokens that every timed text has, for all methods and tasks, wherever the model would end. */
const GENERATED = 16;
/** A series ends once the intervals of its medians reach no further than this share of them. */
const CLOSE = 0.05;

export interface TimedSide {
  readonly times: RequestTimes;
  /** Of the timed items, in their order. */
  readonly answers: readonly Answer[];
}

/**
 * `asked`: one item at least, `among` the split they are of. `budgetMs`: of each of the two series, over all models. `writes`: whether the
 * models write text; with a head in the vocabulary's place there is no series of tokens.
 */
export async function timeRequests(
  asked: readonly AskedItem[],
  among: readonly Item[],
  prompt: BoundPrompt,
  models: readonly LanguageModel[],
  budgetMs: number,
  onBlock: (done: number) => void,
  forget: () => void,
  writes = true,
): Promise<TimedSide[]> {
  const options = { warmups: WARM_UPS, budgetMs, least: LEAST, onBlock };
  const isEnough = (sides: readonly (readonly { readonly ms: number }[])[]): boolean =>
    sides.every((calls) => isTold(calls.map(({ ms }) => ms))) &&
    total(sides.flat()) >= LEAST_MS * sides.length;
  const items = await timeSides(
    models.map(
      // A copy: methods keep the exemplars of items that they have seen, and choosing them is part of a request.
      (model) => (i: number) => {
        forget();
        return prompt.answer([{ ...asked[i]!.item }], model, among);
      },
    ),
    asked.length,
    { ...options, isEnough },
  );
  const { texts, generated } = promptsWithRoom(asked, models[0]!);
  const tokens = writes
    ? await timeSides(
        models.map((model) => (i: number) => {
          forget();
          return timeTokens(texts[i]!.context, generated, model);
        }),
        texts.length,
        {
          ...options,
          warmups: 1,
          isEnough: (sides) =>
            sides.every(
              (calls) =>
                isTold(calls.map(({ result }) => result.firstToken)) &&
                isTold(calls.flatMap(({ result }) => result.perToken ?? [])),
            ),
        },
      )
    : null;
  return models.map((_, m) => {
    const requests = tokens?.[m]!.map(({ result }) => result) ?? [];
    const further = requests.flatMap(({ perToken }) => perToken ?? []);
    const prompts = texts.slice(0, writes ? requests.length : items[m]!.length);
    return {
      times: {
        item: timingOf(items[m]!.map(({ ms }) => ms)),
        firstToken: writes ? timingOf(requests.map(({ firstToken }) => firstToken)) : null,
        perToken: further.length === 0 ? null : timingOf(further),
        promptTokens: prompts.reduce((n, t) => n + t.tokens, 0) / prompts.length,
        generatedTokens: writes ? generated : 0,
      },
      answers: items[m]!.map(({ result }) => result[0]!),
    };
  });
}

/** Whether the median of these times, if there are any, is told closely enough. */
function isTold(ms: readonly number[]): boolean {
  const { p50, p50Low, p50High } = timingOf(ms);
  return ms.length === 0 || (p50Low !== null && p50High !== null && reach(p50, p50Low, p50High) <= CLOSE);
}

/** How far an interval goes from what it is of, as a share of that. */
const reach = (of: number, low: number, high: number): number => Math.max(high - of, of - low) / of;

const total = (calls: readonly { readonly ms: number }[]): number =>
  calls.reduce((sum, { ms }) => sum + ms, 0);

/** The prompts that `GENERATED` tokens can follow; where none can, all of them, for their first token. */
function promptsWithRoom(
  asked: readonly AskedItem[],
  { tokenizer, contextLength }: LanguageModel,
): { texts: { readonly context: string; readonly tokens: number }[]; generated: number } {
  tokenizer.ahead?.(asked.map(({ contexts: [context] }) => context));
  const texts = asked.map(({ contexts: [context] }) => ({
    context,
    tokens: encodeText(tokenizer, context).length,
  }));
  const roomy = texts.filter(({ tokens }) => tokens + GENERATED <= contextLength);
  return roomy.length > 0 ? { texts: roomy, generated: GENERATED } : { texts, generated: 1 };
}

/** Milliseconds to the first token of a text, and for each further one. */
async function timeTokens(
  context: string,
  tokens: number,
  model: LanguageModel,
): Promise<{ readonly firstToken: number; readonly perToken: number | null }> {
  const start = performance.now();
  const at: number[] = [];
  const onToken = (): void => void at.push(performance.now());
  await model.generate([{ context, maxNewTokens: tokens, stop: [], ignoreEnd: true, onToken }]);
  const [first, last] = [at[0]!, at.at(-1)!];
  return { firstToken: first - start, perToken: tokens > 1 ? (last - first) / (tokens - 1) : null };
}

/**
 * `answer` asks `batch` items at once, a few times, and has done so before. Two times that agree are enough.
 */
export async function timeBatches(
  answer: () => Promise<unknown>,
  batch: number,
  budgetMs: number,
): Promise<LatencyPass['throughput']> {
  const seconds: number[] = [];
  const began = performance.now();
  const agree = (): boolean =>
    reach(quantile(seconds, 0.5), Math.min(...seconds), Math.max(...seconds)) <= CLOSE / 2;
  do {
    globalThis.gc?.({ type: 'minor' });
    const start = performance.now();
    await answer();
    seconds.push((performance.now() - start) / 1000);
  } while (seconds.length < 2 || (seconds.length < 10 && performance.now() - began < budgetMs && !agree()));
  return { batch, itemsPerSecond: batch / quantile(seconds, 0.5), n: seconds.length };
}
