/** What a recommendation says of one configuration: figures, each null where it was not measured. Pure. */
import { labelledItems } from '../figures/accuracy.ts';
import type { Serving } from '../figures/figure.ts';
import { inferenceMemory, trainingMemory } from '../figures/memory.ts';
import { valueOf } from '../figures/read.ts';
import { artifact, contextLeft } from '../figures/size.ts';
import { firstTokenP50, itemP50, itemP95, throughput, trainingTime } from '../figures/time.ts';
import type { ConfigurationRow } from '../tables/rows.ts';
import { trains } from '../tables/servings.ts';

interface RequestFacts {
  readonly serving: Serving;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** 95 % bounds of `p95Ms`; null where the sample is too small. */
  readonly p95Low: number | null;
  readonly p95High: number | null;
  readonly firstTokenMs: number | null;
}

export interface Facts {
  readonly row: ConfigurationRow;
  /** `lora (rank=4)`. */
  readonly name: string;
  readonly trains: boolean;
  /** Labelled items that it was measured with; null where the number is not known. */
  readonly labels: number | null;
  /** The best way of serving that was measured and is allowed; null where no request was timed. */
  readonly request: RequestFacts | null;
  /** Whether nothing stays beside the model's weights: nothing or the weights themselves trained, or merged and measured; null where that was not tried. */
  readonly merges: boolean | null;
  readonly inferenceBytes: number | null;
  readonly trainingBytes: number | null;
  readonly artifactBytes: number;
  readonly trainingMs: number;
  readonly itemsPerSecond: number | null;
  readonly contextLeft: number | null;
}

/** `mustMerge`: where something can be merged, only serving with merged weights counts. */
export function factsOf(row: ConfigurationRow, mustMerge: boolean): Facts {
  const passes = row.done.flatMap(({ timing }) => timing ?? []);
  const trained = trains(row);
  const unpatched = !trained || row.done.every(({ phases }) => phases.evaluate?.explained?.patch === 0);
  const merged = passes.some((pass) => pass.merged !== null);
  const mergedOnly = mustMerge && !unpatched && merged;
  return {
    row,
    name: `${row.method} (${row.configuration})`,
    trains: trained,
    labels: valueOf(labelledItems, row)?.value ?? null,
    request: fastest(row, mergedOnly ? ['merged'] : ['alone', 'cached', 'merged']),
    merges: unpatched || (passes.length === 0 ? null : merged),
    inferenceBytes: valueOf(inferenceMemory, row)?.value ?? null,
    trainingBytes: valueOf(trainingMemory, row)?.value ?? null,
    artifactBytes: valueOf(artifact, row)?.value ?? 0,
    trainingMs: valueOf(trainingTime, row)?.value ?? 0,
    itemsPerSecond: valueOf(throughput, row)?.value ?? null,
    contextLeft: valueOf(contextLeft, row)?.value ?? null,
  };
}

/** By its 95th percentile. */
function fastest(row: ConfigurationRow, servings: readonly Serving[]): RequestFacts | null {
  const all = servings.flatMap((serving) => {
    const [p50, p95, first] = [itemP50, itemP95, firstTokenP50].map((figure) =>
      valueOf(figure, row, serving),
    );
    if (!p50 || !p95) return [];
    const [p50Ms, p95Ms, firstTokenMs] = [p50.value, p95.value, first?.value ?? null];
    return [{ serving, p50Ms, p95Ms, p95Low: p95.low, p95High: p95.high, firstTokenMs }];
  });
  return all.toSorted((a, b) => a.p95Ms - b.p95Ms)[0] ?? null;
}
