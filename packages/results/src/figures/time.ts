/** Times: of single requests, of requests in batches, of training. */
import { durationText, parseDuration, parseRate } from '../amounts.ts';
import type { DoneTrial } from '../record/record.ts';
import type { ProcessValue } from '../stats/processes.ts';
import type { Timing } from '../stats/timing.ts';
import {
  type Figure,
  type Limit,
  type Serving,
  type Unit,
  type Way,
  figure,
  milliseconds,
  unit,
} from './figure.ts';

export type Series = 'item' | 'firstToken' | 'perToken';
export type Quantile = 'p50' | 'p90' | 'p95' | 'p99';

/** `merged item p50`: what stands before the name of a request's time. */
export const servingNames: Readonly<Record<Serving, string>> = {
  alone: '',
  cached: 'cached ',
  merged: 'merged ',
};
export const servingMeans: Readonly<Record<Serving, string>> = {
  alone: '',
  merged:
    'merged: the patch folded into the weights, which costs a copy of them; in turn with the patch beside the weights. Empty where a patch cannot be folded, or is part of the weights already. CSV: largest |Δ logit| over all positions of ten prompts, and answers changed.',
  cached:
    'cached: the beginning that all items’ prompts share has been read before (prompt cache); in turn with reading it each time.',
};
export const seriesMeans: Readonly<Record<Series, string>> = {
  item: 'item: one test item after the other (batch 1), from its text to its answer, writing and tokenizing the prompt included, after warm-ups. Quantiles interpolate linearly between the sorted times; the 95 % interval lies between two of them (order statistics; none where n is too small). n and other quantiles are in the CSV.',
  firstToken: 'first token: from a prompt’s text to the first token after it.',
  perToken:
    'per token: the rest of the generated tokens, as many for every method, an end token or not; per request, from the first to the last token by their number less one.',
};
const seriesNames: Readonly<Record<Series, string>> = {
  item: 'item',
  firstToken: 'first token',
  perToken: 'per token',
};

export const sampleOf = ({ timing }: DoneTrial, serving: Serving, series: Series): Timing | null =>
  timing?.[serving]?.[series] ?? null;
const quantileOf = (sample: Timing | null, quantile: Quantile): ProcessValue | null =>
  sample && { value: sample[quantile], low: sample[`${quantile}Low`], high: sample[`${quantile}High`] };

const time = { unit: milliseconds, better: 'less', noise: 'process', over: 'mean' } as const;
/** A quantile of single requests' times; older runs have those of items, from a process that did other things before. */
export const requestTime = (series: Series, quantile: Quantile): Figure => ({
  ...time,
  name: `${seriesNames[series]} ${quantile}`,
  means: seriesMeans[series],
  ways: [
    (trial, serving) => quantileOf(sampleOf(trial, serving, series), quantile),
    ...(series === 'item'
      ? [
          ({ evaluationTimes }: DoneTrial, serving: Serving) =>
            serving === 'alone' ? evaluationTimes?.[quantile] : null,
        ]
      : []),
  ],
});
const byDuration = { takes: '<time>', read: parseDuration, text: durationText } satisfies Partial<Limit>;

export const itemP50 = figure({
  ...requestTime('item', 'p50'),
  compared: 'latency',
  glance: true,
  tradeOff: { name: 'latency', title: 'latency', label: 'median request (ms)' },
  limit: {
    ...byDuration,
    name: 'p50',
    help: 'median time of a single request',
    says: (serving) => `a request (${serving}) takes p50`,
  },
});
export const itemP95 = figure({
  ...requestTime('item', 'p95'),
  compared: 'latency',
  limit: {
    ...byDuration,
    name: 'p95',
    help: '95th percentile of a single request’s time',
    says: (serving) => `a request (${serving}) takes p95`,
  },
});
export const firstTokenP50 = figure({
  ...requestTime('firstToken', 'p50'),
  limit: {
    ...byDuration,
    name: 'firstToken',
    help: 'median time to the first token',
    says: () => 'the first token takes p50',
  },
});

/** Whatever way of serving has the lowest median. */
export const fastestRequest: Figure = {
  ...time,
  name: 'request at its fastest',
  ways: [
    (trial) =>
      (['alone', 'cached', 'merged'] as const)
        .flatMap((serving) => quantileOf(sampleOf(trial, serving, 'item'), 'p50') ?? [])
        .toSorted((a, b) => a.value - b.value)[0],
  ],
};

/** Timed in a process of its own; else, all test items in the evaluation itself. */
const batchRates: readonly ((trial: DoneTrial) => number | null | undefined)[] = [
  ({ timing }) => timing?.throughput.itemsPerSecond,
  ({ requests }) => requests?.itemsPerSecond,
];
export const batchedRequest = figure({
  ...time,
  name: 'request in a batch',
  ways: batchRates.map((rate): Way => (trial) => {
    const perSecond = rate(trial);
    return typeof perSecond === 'number' ? 1000 / perSecond : null;
  }),
  tradeOff: { name: 'cost', title: 'cost', label: '1,000 requests in batches (s of the machine)' },
});

const rate = (shown: string): Pick<Figure, 'unit' | 'better' | 'noise' | 'over'> => ({
  ...time,
  unit: unit(shown),
  better: 'more',
});
export const throughput = figure({
  ...rate('items/s'),
  name: 'throughput',
  means:
    'throughput: items asked together, batches filled to the evaluation’s 1,024 tokens, what their prompts share read once; loading left out. Of the seeds that were timed, where any was.',
  ways: batchRates,
  limit: {
    name: 'requests',
    takes: '<rate>',
    help: 'requests to be answered; also what cost is reckoned for',
    read: parseRate,
    says: () => 'this machine answers',
    text: (n) => `${Number(n.toPrecision(3)).toLocaleString('en')} requests a day`,
    times: 86_400,
  },
});

export const prefillRate: Figure = {
  ...rate('tokens/s'),
  name: 'prefill',
  ways: [
    ({ timing }) =>
      timing?.alone.firstToken && (timing.alone.promptTokens / timing.alone.firstToken.p50) * 1000,
    ({ evaluationTimes }) => evaluationTimes?.prefillTokensPerSecond,
  ],
};
export const decodeRate: Figure = {
  ...rate('tokens/s'),
  name: 'decode',
  ways: [
    ({ timing }) => timing?.alone.perToken && 1000 / timing.alone.perToken.p50,
    ({ evaluationTimes }) => evaluationTimes?.decodeTokensPerSecond,
  ],
};

const seconds: Unit = { base: 'ms', shown: 's', per: 1000 };
export const trainingTime = figure({
  ...time,
  unit: seconds,
  name: 'training',
  means:
    'training: the steps alone, without loading, compiling and validation. Of a fitted method: from the items to the artefact, its choices on validation included.',
  ofTraining: true,
  ways: [({ training, fitting }) => (training ?? fitting) && 1000 * (training ?? fitting)!.seconds],
  glance: true,
  limit: {
    ...byDuration,
    name: 'maxTraining',
    help: 'time of one training',
    says: () => 'training takes',
  },
});
export const trainingStep = figure({
  ...time,
  name: 'training step, mean',
  ofTraining: true,
  ways: [({ training }) => training && (training.seconds / training.steps) * 1000],
  compared: 'latency',
});
export const trialTime: Figure = {
  ...time,
  unit: seconds,
  name: 'whole trial',
  ways: [({ seconds: all }) => 1000 * all],
};

/** A figure that only tables show. */
export const plainFigure = (name: string, shown: string, way: Way): Figure => ({
  ...time,
  unit: unit(shown),
  name,
  ways: [way],
});
