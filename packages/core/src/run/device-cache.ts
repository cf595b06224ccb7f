/**
 * A cache that stays where the engine computes: a step gives it back one step longer (`cache.<layer>.k|v`). onnxruntime's WebGPU dies of a
 * product over no slots at all, so the first slot is there from the beginning, and masked.
 */
import {
  type Resident,
  type ResidentEngine,
  type ResidentExecutable,
  f32,
  gather,
  i32,
  input,
  mulDims,
  program,
  reshape,
} from '@adaptbench/graph';
import type { ModelShape } from '../contracts/architecture.ts';
import type { RowCache } from './row-cache.ts';
import { Slots } from './slots.ts';

/** `select`: the compiled `selectRows`, which drops rows. */
export async function deviceCache(
  engine: ResidentEngine,
  select: () => Promise<ResidentExecutable>,
  { layers, keyValueHeads: H, dHead: K }: ModelShape,
  rows: number,
): Promise<RowCache> {
  const slots = new Slots(rows);
  slots.append(Array<number>(rows).fill(0), 1);
  const first = await engine.put({ shape: [H, rows, 1, K], data: new Float32Array(H * rows * K) });
  let values: ReadonlyMap<string, Resident> = new Map(
    Array.from({ length: layers }, (_, layer) => [`cache.${layer}.k`, `cache.${layer}.v`])
      .flat()
      .map((name) => [name, first]),
  );
  const replace = (next: ReadonlyMap<string, Resident>): void => {
    for (const value of values.values()) value.release();
    values = next;
  };
  return {
    feeds: (queries) => ({ ...Object.fromEntries(values), cacheMask: slots.mask(queries, slots.used) }),
    append(step, lengths) {
      slots.append(lengths);
      replace(new Map([...values.keys()].map((name) => [name, step[name]!])));
      for (const [name, value] of Object.entries(step)) if (!values.has(name)) value.release();
      return Promise.resolve();
    },
    async keep(keep) {
      const ids = Array.from({ length: H }, (_, h) => keep.map((row) => h * slots.rows + row)).flat();
      const fed = { shape: [H, keep.length], data: Int32Array.from(ids) };
      const selecting = await select();
      const next = new Map<string, Resident>();
      for (const [name, cache] of values)
        next.set(name, (await selecting.run({ cache, ids: fed })).resident['cache.selected']!);
      replace(next);
      slots.keep(keep);
    },
    release: () => replace(new Map()),
  };
}

/** Rows of one layer's keys or values: `cache` [H, B, C, K], `ids` [H, N] counted over H·B → `cache.selected` [H, N, C, K]. */
export function selectRows({ keyValueHeads: H, dHead: K }: ModelShape) {
  const cache = reshape(input('cache', f32(H, 'B', 'C', K)), [mulDims(H, 'B'), 'C', K]);
  return program({ 'cache.selected': gather(cache, input('ids', i32(H, 'N'))) });
}
