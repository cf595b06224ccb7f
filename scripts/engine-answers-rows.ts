/** Which answers two runs of the same trials on two engines have in common. Pure. */
import {
  type DoneTrial,
  type RunOnDisk,
  type TrialSpec,
  groupBy,
  inferenceMemory,
  labels,
  taskKey,
  taskNames,
  trainingMemory,
  trialId,
  valueOf,
} from '@adaptbench/results';

export interface SplitPair {
  readonly n: number;
  readonly right: number;
  readonly otherRight: number;
  /** Right on the first engine and wrong on the other; and the other way round. */
  readonly onlyRight: number;
  readonly onlyOtherRight: number;
}
export interface MethodRow {
  readonly task: string;
  readonly method: string;
  readonly trials: number;
  readonly validation: SplitPair;
  readonly test: SplitPair;
  /** Bytes above idle; of several trials the most. */
  readonly training: MemoryPair;
  readonly inference: MemoryPair;
}
/** On the first engine and on the other; null where nothing is trained or memory was not measured. */
export interface MemoryPair {
  readonly first: number | null;
  readonly other: number | null;
}
export interface TrialRow extends MethodRow {
  readonly id: string;
  readonly otherId: string;
  readonly name: string;
  readonly seed: number;
}

type Run = Pick<RunOnDisk, 'manifest' | 'records'>;

/** What a trial is but for its engine and the precision of its frozen weights. */
const identity = ({ precision: _, ...spec }: TrialSpec): string =>
  trialId({ ...spec, engine: '', device: '', threads: null });

/** Of the trials that are done in both, in the order of the first run's plan. Throws where the same trial asked other items. */
export function trialRows(base: Run, run: Run): TrialRow[] {
  const { plan, bench } = base.manifest;
  const others = doneBy(run);
  const tasks = taskNames(plan);
  const names = new Map(
    groupBy(plan, (spec) => `${taskKey(spec)} ${spec.method}`).flatMap((own) =>
      labels(own, Object.keys(bench.set ?? {})).map((label, i) => [trialId(own[i]!), label] as const),
    ),
  );
  const mine = doneBy(base);
  return plan.flatMap((spec): TrialRow[] => {
    const [first, other] = [mine.get(identity(spec)), others.get(identity(spec))];
    if (first === undefined || other === undefined) return [];
    return [
      {
        id: first.id,
        otherId: other.id,
        name: names.get(first.id) ?? '',
        seed: spec.seed,
        task: tasks.get(taskKey(spec)) ?? '',
        method: spec.method,
        trials: 1,
        validation: pairOf(first, other, 'validation'),
        test: pairOf(first, other, 'test'),
        training: memoryOf(trainingMemory, first, other),
        inference: memoryOf(inferenceMemory, first, other),
      },
    ];
  });
}

const doneBy = ({ records }: Run): ReadonlyMap<string, DoneTrial> =>
  new Map(records.flatMap((record) => (record.state === 'done' ? [[identity(record.spec), record]] : [])));

function pairOf(first: DoneTrial, other: DoneTrial, split: 'validation' | 'test'): SplitPair {
  const [a, b] = [first.accuracy[split], other.accuracy[split]];
  if (a.outcomes === null || b.outcomes === null || a.itemsDigest !== b.itemsDigest)
    throw new Error(`${first.id} and ${other.id}: expected the outcomes of the same ${split} items`);
  const { outcomes: firsts } = a;
  const pairs = Array.from(b.outcomes, (outcome, i) => `${firsts[i]}${outcome}`);
  const count = (pair: string): number => pairs.filter((one) => one === pair).length;
  return {
    n: a.n,
    right: a.correct,
    otherRight: b.correct,
    onlyRight: count('10'),
    onlyOtherRight: count('01'),
  };
}

/** Configurations and seeds of a task's method together. */
export const byMethod = (rows: readonly TrialRow[]): MethodRow[] =>
  groupBy(rows, ({ task, method }) => `${task} ${method}`).map((own) => ({
    task: own[0]!.task,
    method: own[0]!.method,
    trials: own.length,
    validation: own.map(({ validation }) => validation).reduce(together),
    test: own.map(({ test }) => test).reduce(together),
    training: own.map(({ training }) => training).reduce(most),
    inference: own.map(({ inference }) => inference).reduce(most),
  }));

function memoryOf(
  figure: typeof trainingMemory | typeof inferenceMemory,
  first: DoneTrial,
  other: DoneTrial,
): MemoryPair {
  const bytes = (trial: DoneTrial): number | null => valueOf(figure, { done: [trial] })?.value ?? null;
  return { first: bytes(first), other: bytes(other) };
}

const larger = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
const most = (a: MemoryPair, b: MemoryPair): MemoryPair => ({
  first: larger(a.first, b.first),
  other: larger(a.other, b.other),
});

const together = (a: SplitPair, b: SplitPair): SplitPair => ({
  n: a.n + b.n,
  right: a.right + b.right,
  otherRight: a.otherRight + b.otherRight,
  onlyRight: a.onlyRight + b.onlyRight,
  onlyOtherRight: a.onlyOtherRight + b.onlyOtherRight,
});
