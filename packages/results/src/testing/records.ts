/** Records of trials that never ran, for tests of what comes after. */
import { type AnyMethod, trainSettings, tunes } from '@adaptbench/core';
import { type BenchConfig, askedTasks } from '../run/bench.ts';
import type { ItemLine } from '../run/items.ts';
import type { Manifest, Session } from '../run/manifest.ts';
import type { DoneTrial, FailedTrial, SkippedTrial, SplitGrades, SplitOutcome } from '../record/record.ts';
import { type JsonObject, type TrialSpec, trialId } from '../record/spec.ts';
import { fixtureMethods } from './methods.ts';

/** Trials of the fixture methods. */
export const specs = (more: Partial<BenchConfig> = {}): TrialSpec[] =>
  planOf({ model: 'tiny', task: 'toy', methods: ['icl', 'lora'], ...more });

/** Every seed runs all tasks and configurations before the next one begins; within a task the methods take turns. */
function planOf({ seeds = 1, task, template, train, ...bench }: BenchConfig): TrialSpec[] {
  const asked = { ...bench, set: bench.set ?? {} };
  const lists = bench.methods.map((name) =>
    configurations(
      fixtureMethods.find((method) => method.name === name)!,
      asked,
    ),
  );
  const longest = Math.max(...lists.map((list) => list.length));
  const turns = Array.from({ length: longest }, (_, i) =>
    lists.flatMap((list) => list.slice(i, i + 1)),
  ).flat();
  const sizes = train === undefined ? [{}] : [train].flat().map((n) => ({ train: n }));
  const tasks = askedTasks({ task })
    .map((one) => (typeof one === 'string' ? { name: one } : one))
    .flatMap((one) => sizes.map((size) => ({ ...one, ...size })));
  return (typeof seeds === 'number' ? Array.from({ length: seeds }, (_, i) => i) : seeds).flatMap((seed) =>
    tasks.flatMap((one) =>
      [template ?? 0].flat().flatMap((index) =>
        turns.map((turn): TrialSpec => ({
          model: { reference: bench.model },
          task: one,
          ...turn,
          seed,
          template: Number(index),
          chat: false,
          engine: 'ort',
          device: 'cpu',
          threads: null,
        })),
      ),
    ),
  );
}

function configurations(
  method: AnyMethod,
  { set, sweep = true }: Pick<BenchConfig, 'sweep'> & { readonly set: JsonObject },
) {
  const named = Object.fromEntries(
    Object.entries(axesOf(set, `${method.name}.`)).filter(([field]) => !field.startsWith('train.')),
  );
  const axes = Object.keys(named).length > 0 || !sweep ? named : (method.space as JsonObject);
  const trainings = !tunes(method)
    ? [null]
    : grid({ ...axesOf(set, 'train.'), ...axesOf(set, `${method.name}.train.`) }).map((point) =>
        trainSettings.parse({ learningRate: 1e-3, epochs: 3, ...method.training, ...point }),
      );
  return grid(axes).flatMap((point) =>
    trainings.map((training) => ({
      method: method.name,
      config: JSON.parse(JSON.stringify(method.config.parse(point))) as JsonObject,
      training,
    })),
  );
}

const axesOf = (set: JsonObject, prefix: string): JsonObject =>
  Object.fromEntries(
    Object.entries(set).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );

const grid = (axes: JsonObject): JsonObject[] =>
  Object.entries(axes).reduce<JsonObject[]>(
    (points, [field, values]) =>
      points.flatMap((point) => [values].flat().map((value) => ({ ...point, [field]: value }))),
    [{}],
  );

const base = (spec: TrialSpec) => ({
  id: trialId(spec),
  spec,
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 10,
});

/** The first `correct` of `n` items right. */
export const split = (correct: number, n: number, digest = 'same'): SplitOutcome => ({
  n,
  correct,
  outcomes: '1'.repeat(correct) + '0'.repeat(n - correct),
  itemsDigest: digest,
  unparseable: 0,
  lenient: null,
});

/** Of grades in their own unit, by a metric that is no accuracy. */
export function gradedSplit(
  items: readonly number[],
  { digest = 'same', others = [], ...metric }: Partial<SplitGrades> & GradedExtras = {},
): SplitOutcome {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const own: SplitGrades = {
    name: 'rouge-l',
    title: 'ROUGE-L',
    means: 'longest common subsequence, F1.',
    better: 'more',
    range: [0, 1],
    binary: false,
    ...metric,
    value: mean(items),
    items,
  };
  return { ...split(0, items.length, digest), grades: [own, ...others] };
}

interface GradedExtras {
  readonly digest?: string;
  readonly others?: readonly SplitGrades[];
}

export const done = (spec: TrialSpec, validation = split(30, 40), test = split(70, 100)): DoneTrial => {
  const trained = spec.training !== null;
  const rank = Number(spec.config['rank'] ?? 0);
  return {
    ...base(spec),
    state: 'done',
    accuracy: { validation, test },
    training: trained
      ? {
          steps: 40,
          epochs: 3,
          items: 100,
          tokens: 12_000,
          seconds: 20,
          tokensPerSecond: 600,
          stepMs: { p50: 480, p95: 560 },
          finalLoss: 0.41,
          lossCurve: [],
          validationCurve: [],
          bestStep: 30,
          flopsPerToken: 6e8,
          gflopPerSecond: 150,
        }
      : null,
    sizes: {
      trainableParameters: rank * 1000,
      artifactBytes: rank * 4000,
      switchBytes: null,
      kvBytesPerRequest: 2 ** 20,
      contextTokensLeft: null,
    },
    phases: {
      train: trained
        ? {
            idleRssBytes: 100 * 2 ** 20,
            peakRssBytes: 1.5 * 2 ** 30,
            sampledPeakBytes: null,
            explained: { weights: 5e8, trainable: 1e6, gradients: 1e6, optimizer: 2e6, activations: 4e8 },
          }
        : null,
      evaluate: {
        idleRssBytes: 100 * 2 ** 20,
        peakRssBytes: 700 * 2 ** 20,
        sampledPeakBytes: null,
        explained: null,
        deviceBytes: null,
      },
    },
    requests: { promptTokens: 80, generatedTokens: 0, itemsPerSecond: 60 },
    timing: null,
    evaluationTimes: {
      p50: 20 + spec.seed,
      p90: 24,
      p95: 25,
      p99: 30,
      n: 60,
      prefillTokensPerSecond: 4000,
      decodeTokensPerSecond: null,
    },
    provenance: { model: 'm'.repeat(64), data: 'd'.repeat(64), labels: { template: 'plain' } },
    notes: [],
  };
};

export const failed = (spec: TrialSpec): FailedTrial => ({
  ...base(spec),
  state: 'failed',
  error: {
    name: 'ProcessDied',
    message: 'the process was killed (SIGKILL)',
    stack: '',
    phase: 'train',
    signal: 'SIGKILL',
    exitCode: null,
    peakRssBytes: 8 * 2 ** 30,
  },
});

export const skipped = (spec: TrialSpec): SkippedTrial => ({
  ...base(spec),
  state: 'skipped',
  reason: 'lora: rank is 9: expected 1..8',
});

export const session: Session = {
  command: ['--model', 'tiny', '--task', 'toy', '--methods', 'icl,lora'],
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:10:00.000Z',
  machine: { cpu: 'CPU', cores: 2, memoryBytes: 16 * 2 ** 30, os: 'Linux 6 x64', load1: 0.1 },
  versions: { node: '20.20.2', 'onnxruntime-node': '1.30.0' },
  source: { commit: 'c'.repeat(40), dirty: true },
};

/** Of a run of these trials. */
export const manifestOf = (plan: readonly TrialSpec[], bench: Partial<BenchConfig> = {}): Manifest => ({
  format: 1,
  bench: { model: 'tiny', task: 'toy', methods: ['icl', 'lora'], ...bench },
  seeds: [...new Set(plan.map((spec) => spec.seed))],
  plan,
  sessions: [session],
  models: ['m'.repeat(64)],
  data: ['d'.repeat(64)],
});

/** Its items as its folder would have them: a text each, `yes` is right. */
export const linesOf = ({ accuracy }: DoneTrial): ItemLine[] =>
  (['validation', 'test'] as const).flatMap((split) =>
    Array.from(accuracy[split].outcomes ?? '', (digit, i): ItemLine => ({
      split,
      id: `${split}:${i}`,
      fields: { text: `text of ${split}:${i}` },
      answer: 'yes',
      prediction: digit === '1' ? 'yes' : 'no',
      correct: digit === '1',
    })),
  );
