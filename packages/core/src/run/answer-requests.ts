/** Requests in batches sorted by length, after what all of them begin with: scores, and generated texts. */
import { encodedAhead } from '../ask/ahead.ts';
import { encodePair, encodeText } from '../ask/encode.ts';
import { ConfigError } from '../basics/errors.ts';
import type {
  GenerateRequest,
  GenerateResult,
  ScoreRequest,
  ScoreResult,
} from '../contracts/language-model.ts';
import { beginningOf } from './beginning.ts';
import { type Sequence, generateTokens } from './generate.ts';
import { apart, mergedRows } from './merged-rows.ts';
import { TOKENS_PER_BATCH, batches, checkLength, encodeRequest } from './requests.ts';
import { type Row, rowLength, scoreBatch } from './rows.ts';
import type { Runner } from './runner.ts';
import { APART, BATCHES, contestantsOf, expectedLength, scoreContests } from './score-contests.ts';
import type { KeyValues } from './shared-prefix.ts';

/** Rows that generate together, where nothing is said. */
const ROWS = 16;

/** `kept`: a beginning that was read before, for those requests that begin so. */
export async function score(
  runner: Runner,
  requests: readonly ScoreRequest[],
  kept: KeyValues | null,
): Promise<ScoreResult[]> {
  const { model, programs, options } = runner;
  const encoded = encodedAhead(model.tokenizer, requests, (r) =>
    encodeRequest(r, (c) => encodePair(model.tokenizer, r.context, c, r.end)),
  );
  encoded.forEach((e) => checkLength(e.longest, runner.contextLength));
  const trunks = encoded.map((e) => e.trunk);
  const shared = await beginningOf(runner, trunks, kept, () => programs.reader());
  const common = shared.ids.length;
  const rows = encoded.map((e): Row => ({ trunk: e.trunk.slice(common), continuations: e.continuations }));
  const results = Array<ScoreResult>(requests.length);
  const most = options.tokensPerBatch ?? TOKENS_PER_BATCH;
  const many = requests.filter(({ contest }) => contest).length >= APART;
  const contests = rows.flatMap((row, i) => {
    const { contest } = requests[i]!;
    const contestants = contest && programs.contest ? contestantsOf(row, contest, many) : null;
    return contestants ? [{ i, contestants }] : [];
  });
  let done = 0;
  for (const group of batches(
    contests.map(({ contestants }) => expectedLength(contestants)),
    BATCHES * most,
  )) {
    const asked = group.map((at) => contests[at]!);
    const scored = await scoreContests(
      runner,
      programs.contest!,
      asked.map(({ contestants }) => contestants),
      shared,
    );
    asked.forEach(({ i }, b) => {
      results[i] = { ...scored[b]!, promptTokens: encoded[i]!.trunk.length };
    });
    options.onProgress?.((done += group.length), requests.length);
  }
  const whole = rows.map((_, i) => i).filter((i) => results[i] === undefined);
  const wholeRows = whole.map((i) => rows[i]!);
  const merged = requests.some(({ alike }) => alike) ? mergedRows(wholeRows) : apart(wholeRows);
  const lengths = merged.map(({ row }) => rowLength(row));
  for (const group of batches(lengths, most)) {
    const batch = scoreBatch(
      group.map((i) => merged[i]!.row),
      runner.positions + common,
      runner.logits,
    );
    const { outputs } = await runner.run(await programs.scorer(common > 0), {
      ...shared.feeds,
      ...batch.feeds,
    });
    const logProbs = Float64Array.from(outputs['logProbs']!.data);
    group.forEach((m, b) => {
      const sums = batch.picks[b]!.map(([from, to]) =>
        logProbs.subarray(from, to).reduce((x, y) => x + y, 0),
      );
      let at = 0;
      for (const i of merged[m]!.members.map((at) => whole[at]!)) {
        const { trunk, continuations } = encoded[i]!;
        results[i] = {
          logProbs: sums.slice(at, (at += continuations.length)),
          promptTokens: trunk.length,
        };
      }
      done += merged[m]!.members.length;
    });
    options.onProgress?.(done, requests.length);
  }
  if (shared !== kept) shared.release();
  return results;
}

/** `kept`: as for `score`. */
export async function generate(
  runner: Runner,
  requests: readonly GenerateRequest[],
  kept: KeyValues | null,
): Promise<GenerateResult[]> {
  const { model, programs, options } = runner;
  const { tokenizer, architecture } = model;
  if (runner.head)
    throw new ConfigError(
      'generate: the model answers with one of its head’s labels, and writes no text. Leave out the head.',
    );
  const texts = requests.map((r) => encodeText(tokenizer, r.context));
  texts.forEach((t, i) => checkLength(t.length + requests[i]!.maxNewTokens, runner.contextLength));
  const shared = await beginningOf(runner, texts, kept, (length) => programs.reader(length > 0));
  const common = shared.ids.length;
  const lengths = texts.map((t) => t.length - common);
  const results = Array<GenerateResult>(requests.length);
  let done = 0;
  for (const group of batches(lengths, Infinity, options.rowsPerGeneration ?? ROWS)) {
    const sequences = group.map((i): Sequence => ({
      prompt: texts[i]!.slice(common),
      request: requests[i]!,
    }));
    const continuer = await programs.continuer(common > 0);
    const out = await generateTokens(
      sequences,
      tokenizer,
      architecture.shape,
      runner.positions + common,
      await runner.cache(sequences.length),
      (feeds) => runner.run(continuer, { ...(common > 0 ? shared.feeds : {}), ...feeds }),
    );
    group.forEach((i, b) => {
      results[i] = { ...out[b]!, promptTokens: texts[i]!.length };
    });
    options.onProgress?.((done += group.length), requests.length);
  }
  if (shared !== kept) shared.release();
  return results;
}
