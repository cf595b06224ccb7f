/** What a decision looks at of one configuration: measured figures, each null where nobody measured it. Pure. */
import { type Peak, inferencePeak, trainingPeak, trainingSeconds, trains } from '../tables/needs.ts';
import { type Row, mean } from '../tables/rows.ts';
import type { DoneTrial, LatencyPass } from '../record/record.ts';

/** How requests are served. */
type Serving = 'alone' | 'cached' | 'merged';

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
  readonly row: Row;
  /** `lora (rank=4)`. */
  readonly name: string;
  readonly trains: boolean;
  /** Labelled items that it was measured with; null where the number is not known. */
  readonly labels: number | null;
  /** The best way of serving that was measured and is allowed; null where no request was timed. */
  readonly request: RequestFacts | null;
  /** Whether nothing stays beside the model's weights: nothing trained, the weights themselves trained, or merged, and that measured; null where nobody tried. */
  readonly merges: boolean | null;
  /** Above what the process held before the model, as the table of memory has it; the highest over seeds. */
  readonly inferenceBytes: number | null;
  readonly trainingBytes: number | null;
  readonly artifactBytes: number;
  readonly trainingMs: number;
  readonly itemsPerSecond: number | null;
  readonly contextLeft: number | null;
}

/** `mustMerge`: where something can be merged, only serving with merged weights counts. */
export function factsOf(row: Row, mustMerge: boolean): Facts {
  const { done } = row;
  const pass = done.flatMap((trial) => trial.timing ?? [])[0] ?? null;
  const trained = trains(row);
  const own = !trained || done.every((trial) => trial.memory.inferenceLiveness?.patch === 0);
  const merged = (pass?.merged ?? null) !== null;
  return {
    row,
    name: `${row.method} (${row.configuration})`,
    trains: trained,
    labels: labelsOf(done),
    request: requestOf(done, pass, mustMerge && !own && merged),
    merges: own || (pass === null ? null : merged),
    inferenceBytes: bytes(inferencePeak(row)),
    trainingBytes: bytes(trainingPeak(row)),
    artifactBytes: highest(done.map((trial) => trial.memory.artifactBytes)) ?? 0,
    trainingMs: 1000 * (trainingSeconds(row)?.value ?? 0),
    itemsPerSecond:
      pass?.throughput.itemsPerSecond ??
      mean(done.flatMap((trial) => trial.latency?.throughputItemsPerSecond ?? [])),
    contextLeft: mean(done.flatMap((trial) => trial.memory.contextTokensLeft ?? [])),
  };
}

const bytes = (peak: Peak | null): number | null => peak && peak.value * 2 ** 20;
const highest = (values: readonly (number | null)[]): number | null => {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? null : Math.max(...known);
};

/** Items trained on; of what trains nothing, exemplars in the prompt. */
function labelsOf(done: readonly DoneTrial[]): number | null {
  const trained = highest(done.map((trial) => trial.training?.items ?? null));
  if (trained !== null) return trained;
  const shots = done[0]?.spec.config['shots'];
  return typeof shots === 'number' ? shots : null;
}

function requestOf(
  done: readonly DoneTrial[],
  pass: LatencyPass | null,
  mergedOnly: boolean,
): RequestFacts | null {
  if (pass === null) return olderRequest(done);
  const ways = (mergedOnly ? (['merged'] as const) : (['alone', 'cached', 'merged'] as const)).flatMap(
    (serving) => {
      const times = pass[serving];
      if (times === null) return [];
      const { p50, p95, p95Low, p95High } = times.item;
      return [{ serving, p50Ms: p50, p95Ms: p95, p95Low, p95High, firstTokenMs: times.firstToken.p50 }];
    },
  );
  return ways.toSorted((a, b) => a.p95Ms - b.p95Ms)[0] ?? null;
}

/** Runs from before there was a latency pass have quantiles without bounds. */
function olderRequest(done: readonly DoneTrial[]): RequestFacts | null {
  const of = (p: 'p50' | 'p95'): number | null =>
    mean(done.flatMap((trial) => trial.latency?.itemMs?.[p] ?? []));
  const [p50Ms, p95Ms] = [of('p50'), of('p95')];
  if (p50Ms === null || p95Ms === null) return null;
  return { serving: 'alone', p50Ms, p95Ms, p95Low: null, p95High: null, firstTokenMs: null };
}
