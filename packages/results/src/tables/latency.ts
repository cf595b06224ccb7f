/** Table 3: how long answers take, and training. */
import type { Timing } from '../stats/timing.ts';
import type { DoneTrial, LatencyPass, RequestTimes } from '../record/record.ts';
import { identity, outcome } from './accuracy.ts';
import { type Row, mean } from './rows.ts';
import { type Column, type Table, makeTable } from './table.ts';

type Value = number | null | undefined;
/** Mean over seeds of what is known. */
const over = (row: Row, value: (record: DoneTrial) => Value): number | null =>
  mean(row.done.flatMap((record) => value(record) ?? []));
/** Mean over the seeds that were timed, usually one. */
const timed = (row: Row, value: (pass: LatencyPass) => Value): number | null =>
  over(row, ({ timing }) => (timing ? value(timing) : null));

type Way = 'alone' | 'cached' | 'merged';
type Series = 'item' | 'firstToken' | 'perToken';
const ways: Readonly<Record<Way, string>> = { alone: '', cached: 'cached ', merged: 'merged ' };
const series: Readonly<Record<Series, string>> = {
  item: 'item',
  firstToken: 'first token',
  perToken: 'per token',
};
const timing = (pass: LatencyPass, way: Way, of: Series): Timing | null => pass[way]?.[of] ?? null;

const quantiles = ['p50', 'p90', 'p95', 'p99'] as const;
type Quantile = (typeof quantiles)[number];

/** Older runs have the items' quantiles and no intervals. */
const quantileOf = (row: Row, way: Way, of: Series, p: Quantile): number | null =>
  over(row, (r) =>
    r.timing
      ? timing(r.timing, way, of)?.[p]
      : way === 'alone' && of === 'item'
        ? r.latency?.itemMs?.[p]
        : null,
  );

const figure = (way: Way, of: Series, p: Quantile, more: Partial<Column<Row>> = {}): Column<Row> => ({
  header: `${ways[way]}${series[of]} ${p} (ms)`,
  value: (row) => quantileOf(row, way, of, p),
  digits: 1,
  ...more,
});

/** The bounds of the quantiles `of` for files. */
const bounds = (way: Way, of: Series, ps: readonly Quantile[]): Column<Row>[] =>
  ps.flatMap((p) =>
    (['Low', 'High'] as const).map((bound): Column<Row> => ({
      header: `${ways[way]}${series[of]} ${p} 95 % ${bound.toLowerCase()} (ms)`,
      value: (row) => timed(row, (t) => timing(t, way, of)?.[`${p}${bound}`]),
      digits: 1,
      only: 'file',
    })),
  );

/** The interval of a median, for people. */
const interval = (way: Way, of: Series): Column<Row> => ({
  header: `${ways[way]}95 % interval (ms)`,
  value(row) {
    const [low, high] = [
      timed(row, (t) => timing(t, way, of)?.p50Low),
      timed(row, (t) => timing(t, way, of)?.p50High),
    ];
    return low === null || high === null ? '' : `${low.toFixed(1)}–${high.toFixed(1)}`;
  },
  only: 'screen',
  spare: true,
  filled: true,
});

const calls = (way: Way, of: Series): Column<Row> => ({
  header: `${ways[way]}${series[of]} n (calls)`,
  value: (row) =>
    over(row, (r) =>
      r.timing
        ? timing(r.timing, way, of)?.n
        : way === 'alone' && of === 'item'
          ? r.latency?.itemMs?.n
          : null,
    ),
  only: 'file',
});

const file = { only: 'file' } as const;
const count = (header: string, value: (pass: LatencyPass) => Value): Column<Row> => ({
  header,
  value: (row) => timed(row, value),
  ...file,
});
/** What the CSV has of a way of running beside the main one. */
const beside = (way: 'cached' | 'merged'): Column<Row>[] => [
  figure(way, 'item', 'p50', { spare: true, filled: true }),
  ...bounds(way, 'item', ['p50']),
  figure(way, 'item', 'p95', file),
  calls(way, 'item'),
  figure(way, 'firstToken', 'p50', file),
  ...bounds(way, 'firstToken', ['p50']),
  figure(way, 'perToken', 'p50', file),
  ...bounds(way, 'perToken', ['p50']),
];
/** Tokens of a request of the token series. */
const tokensOf = (pass: LatencyPass, key: keyof RequestTimes & `${string}Tokens`): number => pass.alone[key];

const columns: readonly Column<Row>[] = [
  ...identity,
  figure('alone', 'item', 'p50'),
  interval('alone', 'item'),
  figure('alone', 'item', 'p90', file),
  figure('alone', 'item', 'p95'),
  figure('alone', 'item', 'p99', file),
  ...bounds('alone', 'item', quantiles),
  calls('alone', 'item'),
  figure('alone', 'firstToken', 'p50', { spare: true, filled: true }),
  figure('alone', 'firstToken', 'p95', file),
  ...bounds('alone', 'firstToken', ['p50', 'p95']),
  figure('alone', 'perToken', 'p50', { digits: 2, spare: true, filled: true }),
  figure('alone', 'perToken', 'p95', file),
  ...bounds('alone', 'perToken', ['p50', 'p95']),
  calls('alone', 'firstToken'),
  count('timed prompt (tokens)', (t) => tokensOf(t, 'promptTokens')),
  count('timed generation (tokens)', (t) => tokensOf(t, 'generatedTokens')),
  {
    header: 'throughput (items/s)',
    value: (row) => over(row, throughput),
    digits: 1,
  },
  count('throughput batch (items)', (t) => t.throughput.batch),
  count('throughput n (passes)', (t) => t.throughput.n),
  ...beside('merged'),
  count('merged: max |Δ logit| (logits)', (t) => t.merged?.maxLogitDifference),
  count('merged: answers changed (items)', (t) => t.merged?.answersChanged),
  count('merged: answers compared (items)', (t) => t.merged?.answersCompared),
  count('merged: load (ms)', (t) => t.merged?.loadMs),
  ...beside('cached'),
  count('cached: shared prompt (tokens)', (t) => t.cached?.sharedTokens),
  { ...count('switch of task (ms)', (t) => t.switchMs), digits: 1 },
  {
    header: 'prompt (tokens)',
    value: (row) => over(row, (r) => r.latency?.promptTokens),
    digits: 1,
    spare: true,
  },
  {
    header: 'generated (tokens)',
    value: (row) => over(row, (r) => r.latency?.generatedTokens),
    digits: 1,
    ...file,
  },
  {
    header: 'prefill (tokens/s)',
    value: (row) => over(row, (r) => r.latency?.prefillTokensPerSecond),
    ...file,
  },
  {
    header: 'decode (tokens/s)',
    value: (row) => over(row, (r) => r.latency?.decodeTokensPerSecond),
    digits: 1,
    ...file,
  },
  { header: 'training (s)', value: (row) => over(row, (r) => r.training?.seconds), digits: 1 },
  { header: 'training steps', value: (row) => over(row, (r) => r.training?.steps), ...file },
  { header: 'step p50 (ms)', value: (row) => over(row, (r) => r.training?.stepMs?.p50), ...file },
  { header: 'step p95 (ms)', value: (row) => over(row, (r) => r.training?.stepMs?.p95), ...file },
  {
    header: 'training (tokens/s)',
    value: (row) => over(row, (r) => r.training?.tokensPerSecond),
    spare: true,
  },
  { header: 'training (GFLOP/s)', value: (row) => over(row, (r) => r.training?.gflopPerSecond), ...file },
  { header: 'whole trial (s)', value: (row) => over(row, (r) => r.seconds), digits: 1, ...file },
  ...outcome,
];

const throughput = (r: DoneTrial): Value =>
  r.timing ? r.timing.throughput.itemsPerSecond : r.latency?.throughputItemsPerSecond;

export const latencyTable = (rows: readonly Row[]): Table =>
  makeTable({ name: 'latency', title: 'Latency and training time', legend: legend(rows) }, columns, rows);

function legend(rows: readonly Row[]): string[] {
  const passes = rows.flatMap((row) => row.done.flatMap((r) => r.timing ?? []));
  const has = (way: Way): boolean => passes.some((pass) => pass[way] !== null);
  return [
    'item: one test item after the other (batch 1), from its text to its answer, writing and tokenizing the prompt included, after warm-ups. Quantiles interpolate linearly between the sorted times; the 95 % interval lies between two of them (order statistics; none where n is too small). n and other quantiles are in the CSV.',
    ...(passes.length === 0
      ? []
      : [
          `Timed in a process of their own, one seed a configuration unless --latency says otherwise (a seed does not change what a request costs); several: their mean.`,
          `first token: from a prompt’s text to the first token after it. per token: the rest of ${Math.max(...passes.map((p) => p.alone.generatedTokens))} generated tokens, the same number for every method, an end token or not; by request, from the first to the last token by their number less one.`,
        ]),
    'throughput: items asked together, batches filled to the evaluation’s 1,024 tokens, what their prompts share read once; loading left out.',
    ...(has('merged')
      ? [
          'merged: the patch folded into the weights, which costs a copy of them; in turn with the patch beside the weights. Empty where a patch cannot be folded, or is part of the weights already. CSV: largest |Δ logit| over all positions of ten prompts, and answers changed.',
        ]
      : []),
    ...(has('cached')
      ? [
          'cached: the beginning that all items’ prompts share has been read before (prompt cache); in turn with reading it each time.',
        ]
      : []),
    'training: the steps alone, without loading, compiling and validation.',
    ...(rows.some((row) => row.done.some((record) => record.latency === null))
      ? ['A cell is empty where nobody measured: the time is unknown, not 0.']
      : []),
  ];
}
