/** Two runs of a small sweep that never ran, with the noise of items, seeds and processes as real runs have it. */
import { type Random, random } from '@adaptbench/core';
import { done, specs, split } from '../../testing/records.ts';
import type { Manifest, Session } from '../../run/manifest.ts';
import type { DoneTrial, TrialRecord } from '../../record/record.ts';
import type { TrialSpec } from '../../record/spec.ts';
import type { RunData } from '../match.ts';
import type { RunComparison, Finding } from '../schema.ts';

export const comparedSession = (more: Partial<Session> = {}): Session => ({
  command: [],
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: null,
  machine: { cpu: 'EPYC', cores: 2, memoryBytes: 24 * 2 ** 30, os: 'Linux 6.18.44 x64', load1: 0 },
  versions: { node: '20.20.2', 'onnxruntime-node': '1.30.0' },
  source: { commit: 'a'.repeat(40), dirty: false },
  ...more,
});

export function runOf(
  plan: readonly TrialSpec[],
  records: readonly TrialRecord[],
  more: Partial<Manifest> = {},
): RunData {
  return {
    folder: 'runs/made-up',
    records,
    manifest: {
      format: 1,
      bench: { model: 'tiny', task: 'toy', methods: ['icl', 'lora'] },
      seeds: [...new Set(plan.map(({ seed }) => seed))],
      plan,
      sessions: [comparedSession()],
      models: ['m'.repeat(64)],
      data: ['d'.repeat(64)],
      ...more,
    },
  };
}

/** Two configurations of each of two methods. */
export const comparedPlan = (seeds: readonly number[]): TrialSpec[] => specs({ seeds });

export interface Noise {
  /** Standard deviation of a seed's accuracy. */
  readonly seed: number;
  /** Of the logarithm of a process's times and memory. */
  readonly times: number;
  readonly memory: number;
}

/** What is true of a row: its index in the plan's first seed says which. */
export interface Truth {
  readonly accuracy: number;
  readonly ms: number;
  readonly MiB: number;
}

export const truths = (rows: number): Truth[] =>
  Array.from({ length: rows }, (_, i) => ({
    accuracy: 0.5 + 0.1 * (i % 4),
    ms: 20 + 5 * i,
    MiB: 700 + 50 * i,
  }));

/**
 * A run in which row r has the truth r. `ease`: by row and item, added to the chance of a right answer, the same in every run of the
 * same data.
 */
export function simulatedRun(
  seeds: readonly number[],
  truth: readonly Truth[],
  ease: readonly (readonly number[])[],
  noise: Noise,
  draw: Random,
): RunData {
  const plan = comparedPlan(seeds);
  const rows = plan.length / seeds.length;
  const records = plan.map((spec, i): DoneTrial => {
    const { accuracy, ms, MiB } = truth[i % rows]!;
    const luck = noise.seed * draw.normal();
    const outcomes = ease[i % rows]!.map((e) => (draw.uniform() < accuracy + e + luck ? '1' : '0')).join('');
    const time = (): number => ms * Math.exp(noise.times * draw.normal());
    const bytes = (): number => MiB * 2 ** 20 * Math.exp(noise.memory * draw.normal());
    const p50 = time();
    const base = done(spec, split(30, 40), {
      ...split(0, 0),
      n: outcomes.length,
      correct: outcomes.split('1').length - 1,
      outcomes,
    });
    return {
      ...base,
      training: base.training && { ...base.training, seconds: time() },
      phases: {
        train: base.phases.train && { ...base.phases.train, idleRssBytes: 0, peakRssBytes: bytes() },
        evaluate: base.phases.evaluate && {
          ...base.phases.evaluate,
          idleRssBytes: 0,
          peakRssBytes: bytes(),
        },
      },
      evaluationTimes: {
        ...base.evaluationTimes!,
        p50,
        p90: p50 * 1.1,
        p95: p50 * 1.2 * Math.exp(noise.times * draw.normal()),
        p99: p50 * 1.5,
        n: 40,
      },
    };
  });
  return runOf(plan, records);
}

export const easeOf = (rows: number, items: number, sd: number, draw: Random): number[][] =>
  Array.from({ length: rows }, () =>
    Array.from({ length: items }, () => sd * Math.sqrt(3) * (2 * draw.uniform() - 1)),
  );

/** Runs with other seeds and hardly any noise; `change` makes the new truth of the old. */
export function pairOfRuns(
  change: (truth: readonly Truth[]) => readonly Truth[] = (truth) => truth,
): readonly [RunData, RunData] {
  const draw = random(2, 'compare');
  const ease = easeOf(4, 200, 0.1, draw);
  const calm: Noise = { seed: 0.01, times: 0.01, memory: 0.002 };
  return [
    simulatedRun([0, 1, 2, 3, 4], truths(4), ease, calm, draw),
    simulatedRun([5, 6, 7, 8, 9], change(truths(4)), ease, calm, draw),
  ];
}

export const findingsOf = (comparison: RunComparison, figure: string): Finding[] =>
  comparison.rows.flatMap((row) => row.findings).filter((finding) => finding.figure === figure);
/** `method configuration figure verdict`. */
export const flagged = (comparison: RunComparison): string[] =>
  comparison.rows.flatMap((row) =>
    row.findings.flatMap(({ figure, verdict }) =>
      verdict === 'worse' || verdict === 'better' || verdict === 'changed'
        ? [`${row.method} ${row.configuration} ${figure} ${verdict}`]
        : [],
    ),
  );
/** The same trials with something changed. */
export const edited = (run: RunData, change: (record: DoneTrial) => DoneTrial): RunData => ({
  ...run,
  records: run.records.map((record) => (record.state === 'done' ? change(record) : record)),
});
export const everything = (specsOf: readonly TrialSpec[]): DoneTrial[] => specsOf.map((spec) => done(spec));
