/** Single requests on the clock, one at a time, each with its whole prompt: no cache from the request before. */
import { type Answer, type BoundPrompt, type Item, type PatchedModel, encodeText } from '@adaptbench/core';
import { latencyQuantiles, timeCalls } from '../measure/latency.ts';
import { quantile } from '../stats/quantile.ts';
import type { LatencyRecord } from './record.ts';

/** Items that are timed, after these many calls that are not counted. */
const TIMED_ITEMS = 40;
const WARM_UPS = 5;
/** New tokens over which decoding is timed; fewer than half of them tell nothing. */
const DECODED = 32;
/** Times that reading and writing are timed; their median counts. */
const ROUNDS = 5;

export interface Asked {
  readonly item: Item;
  readonly answer: Answer;
}

/** `asked` are items that fit the context, one at least, with their answers; `model` must not report progress meanwhile. */
export async function timeRequests(
  asked: readonly Asked[],
  prompt: BoundPrompt,
  model: PatchedModel,
  onCall: (done: number, total: number) => void,
): Promise<Omit<LatencyRecord, 'throughputItemsPerSecond'>> {
  const timed = spreadOver(asked, TIMED_ITEMS);
  const timing = await timeCalls(
    timed.map(
      ({ item }) =>
        () =>
          prompt.answer([item], model),
    ),
    { warmups: WARM_UPS, repeats: 1, onCall },
  );
  const answers = timed.map(({ answer }) => answer);
  const byLength = timed.toSorted((a, b) => a.answer.promptTokens - b.answer.promptTokens);
  const typical = byLength[Math.floor(byLength.length / 2)]!;
  const rates = await tokenRates(prompt.write(typical.item), model);
  return {
    itemMs: latencyQuantiles(timing.ms),
    promptTokens: mean(answers.map((a) => a.promptTokens)),
    generatedTokens: mean(answers.map((a) => a.generatedTokens)),
    prefillTokensPerSecond: rates.prefill,
    decodeTokensPerSecond: rates.decode,
    warmups: timing.warmups,
    repeats: timing.repeats,
  };
}

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;

/** Elements at even distances, so that the chosen ones are as long as the rest. */
function spreadOver<T>(all: readonly T[], n: number): T[] {
  const step = Math.max(all.length / n, 1);
  return Array.from({ length: Math.min(n, all.length) }, (_, i) => all[Math.floor(i * step)]!);
}

/** Tokens a second: of reading a prompt, and of writing after it; null where the context has no room or the model ends early. */
async function tokenRates(
  context: string,
  model: PatchedModel,
): Promise<{ prefill: number | null; decode: number | null }> {
  const prompt = encodeText(model.tokenizer, context).length;
  const room = Math.min(model.contextLength - prompt, 1 + DECODED);
  if (room < 1) return { prefill: null, decode: null };
  const ask = async (maxNewTokens: number): Promise<{ ms: number; tokens: number }> => {
    globalThis.gc?.();
    const start = performance.now();
    const [out] = await model.generate([{ context, maxNewTokens, stop: [] }]);
    return { ms: performance.now() - start, tokens: out!.tokens.length };
  };
  await ask(Math.min(room, 2));
  const prefills: number[] = [];
  const decodes: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const first = await ask(1);
    prefills.push((prompt / first.ms) * 1000);
    if (room < DECODED / 2) continue;
    const more = await ask(room);
    const [tokens, ms] = [more.tokens - first.tokens, more.ms - first.ms];
    if (tokens >= DECODED / 2 && ms > 0) decodes.push((tokens / ms) * 1000);
  }
  return {
    prefill: quantile(prefills, 0.5),
    decode: decodes.length === 0 ? null : quantile(decodes, 0.5),
  };
}
