/** Texts → their pooled hidden states, in batches sorted by length. Where only last states are asked for, a common beginning is read once. */
import { encodeText } from '../ask/encode.ts';
import type { EmbedRequest, Pool } from '../contracts/language-model.ts';
import { beginningOf } from './beginning.ts';
import { TOKENS_PER_BATCH, batches, checkLength } from './requests.ts';
import { scoreBatch } from './rows.ts';
import type { Runner } from './runner.ts';
import type { KeyValues } from './shared-prefix.ts';

/** `kept`: a beginning that was read before, for those texts that begin so. Each text gives [D]. */
export async function embed(
  runner: Runner,
  requests: readonly EmbedRequest[],
  kept: KeyValues | null,
): Promise<Float32Array[]> {
  const texts = requests.map(({ text }) => encodeText(runner.model.tokenizer, text));
  texts.forEach((t) => checkLength(t.length, runner.contextLength));
  const results = Array<Float32Array>(requests.length);
  for (const pool of ['last', 'mean'] as const) {
    const asked = requests.flatMap((r, i) => (r.pool === pool ? [i] : []));
    const states = await pooled(
      runner,
      asked.map((i) => texts[i]!),
      pool,
      kept,
    );
    asked.forEach((i, n) => {
      results[i] = states[n]!;
    });
  }
  return results;
}

async function pooled(
  runner: Runner,
  texts: readonly (readonly number[])[],
  pool: Pool,
  kept: KeyValues | null,
): Promise<Float32Array[]> {
  if (texts.length === 0) return [];
  const { model, programs, options, positions } = runner;
  const { d, vocabulary } = model.architecture.shape;
  // A mean is over all tokens of a text: those of a beginning that was read before would be missing.
  const shared = pool === 'last' ? await beginningOf(runner, texts, kept, () => programs.reader()) : null;
  const common = shared?.ids.length ?? 0;
  const rows = texts.map((t) => ({ trunk: t.slice(common), continuations: [] }));
  const results = Array<Float32Array>(texts.length);
  const lengths = rows.map(({ trunk }) => trunk.length);
  for (const group of batches(lengths, options.tokensPerBatch ?? TOKENS_PER_BATCH)) {
    const { picked: _, ...feeds } = scoreBatch(
      group.map((i) => rows[i]!),
      positions + common,
      vocabulary,
    ).feeds;
    const { outputs } = await runner.run(await programs.embedder(pool, common > 0), {
      ...shared?.feeds,
      ...feeds,
    });
    const hidden = outputs['hidden']!.data as Float32Array;
    group.forEach((i, b) => {
      results[i] = hidden.slice(b * d, (b + 1) * d);
    });
  }
  if (shared !== kept) shared?.release();
  return results;
}
