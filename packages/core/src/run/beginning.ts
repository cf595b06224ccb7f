/** What texts begin with is read once: its keys and values stand before each of them. */
import type { Tensor } from '@adaptbench/graph';
import type { Compiled } from './programs.ts';
import { scoreBatch } from './rows.ts';
import type { Runner } from './runner.ts';
import { type KeyValues, sharedLength } from './shared-prefix.ts';

/** Keys and values of `ids`, as `by` reads them. */
export async function readBeginning(
  runner: Runner,
  ids: readonly number[],
  by: () => Promise<Compiled>,
): Promise<KeyValues> {
  const { model, positions, counters } = runner;
  const { shape } = model.architecture;
  const none = emptyBeginning(shape.layers, shape.keyValueHeads, shape.dHead);
  if (ids.length === 0) return none;
  const { feeds } = scoreBatch([{ trunk: ids, continuations: [] }], positions, shape.vocabulary);
  const { picked: _, ...rest } = feeds;
  const cache = await runner.cache(1);
  const reading = await by();
  const { resident } = await runner.run(reading, {
    ...(reading.program.inputs.has('shared.0.k') ? none.feeds : {}),
    ...cache.feeds(ids.length),
    ...rest,
  });
  counters.sharedTokens += ids.length;
  cache.release();
  const values = Object.entries(resident).filter(([name, value]) => {
    const read = name.startsWith('present.');
    if (!read) value.release(); // a cache that nothing goes on from
    return read;
  });
  return {
    ids,
    feeds: Object.fromEntries(values.map(([name, t]) => [name.replace('present', 'shared'), t])),
    release() {
      for (const [, value] of values) value.release();
    },
  };
}

/** `kept`, where all texts begin with it; else what they share, read now by the program for that length. */
export async function beginningOf(
  runner: Runner,
  texts: readonly (readonly number[])[],
  kept: KeyValues | null,
  by: (length: number) => Promise<Compiled>,
): Promise<KeyValues> {
  if (kept && texts.every((t) => t.length > kept.ids.length && kept.ids.every((id, i) => id === t[i])))
    return kept;
  const common = runner.options.sharePrompt === false ? 0 : commonLength(texts);
  return readBeginning(runner, texts[0]?.slice(0, common) ?? [], () => by(common));
}

/** Tokens that all texts begin with, each having more; 0 where they are not worth a pass of their own. */
export const commonLength = (texts: readonly (readonly number[])[]): number =>
  sharedLength(
    texts,
    texts.map((t) => t.length),
  );

function emptyBeginning(layers: number, heads: number, dHead: number): KeyValues {
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
    release: () => {},
  };
}
