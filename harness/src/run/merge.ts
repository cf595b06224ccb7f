/** Several runs of one plan, each on its own machine, become one. Pure. */
import { ConfigError, shown } from '@adaptbench/core';
import {
  type BenchConfig,
  shardText,
  type TrialRecord,
  canonicalJson,
  trialId,
  inputDifferences,
  outcomeDifference,
  programDifferences,
  type Manifest,
  hashes,
  type RunOnDisk,
} from '@adaptbench/results';

export interface Merged {
  readonly manifest: Manifest;
  /** In the order of the plan, as if one machine had run it. */
  readonly records: readonly TrialRecord[];
  /** The folder that each record comes from, by the trial's id. */
  readonly from: ReadonlyMap<string, string>;
  /** What a reader should know: trials that were not run, programs that differ. */
  readonly warnings: readonly string[];
}

/**
 * Throws ConfigError, naming folders and what differs, where the runs are not parts of one. `anyway`: programs and packages may differ,
 * and the report says so; plans, models, data and outcomes may not.
 */
export function merge(parts: readonly RunOnDisk[], anyway: boolean): Merged {
  const [first, ...others] = parts;
  if (first === undefined || others.length === 0) throw new ConfigError('merge: expected two runs or more.');
  checkShards(parts);
  for (const other of others) checkPlan(first, other);
  const programs = others.flatMap((other) => differentPrograms(first, other));
  if (programs.length > 0 && !anyway)
    throw new ConfigError(
      `${programs.join('; ')}. Run the shards with one version of the program, or merge them --anyway.`,
    );
  for (const [i, one] of parts.entries())
    for (const other of parts.slice(i + 1)) {
      const inputs = inputDifferences(first.manifest.plan, one.records, other.records);
      if (inputs.length > 0)
        throw new ConfigError(`${between(one, other)} do not have the same inputs: ${inputs.join('; ')}.`);
    }
  const { records, from } = together(parts);
  const missing = first.manifest.plan.filter((spec) => !records.has(trialId(spec))).length;
  const planned = first.manifest.plan.map(trialId);
  const rest = [...records.keys()].filter((id) => !planned.includes(id));
  const ordered = [...planned, ...rest].flatMap((id) => records.get(id) ?? []);
  const { shard: _, ...manifest } = first.manifest;
  const sessions = parts
    .flatMap(({ manifest: { sessions: all, shard } }) =>
      all.map((session) => (shard === undefined ? session : { ...session, shard })),
    )
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  return {
    manifest: { ...manifest, sessions, ...hashes(ordered) },
    records: ordered,
    from,
    warnings: [...programs, ...(missing === 0 ? [] : [missingText(parts, missing)])],
  };
}

const between = (a: RunOnDisk, b: RunOnDisk): string => `${a.folder} and ${b.folder}`;

function checkShards(parts: readonly RunOnDisk[]): void {
  const seen = new Map<string, RunOnDisk>();
  let numbers: RunOnDisk | null = null;
  for (const part of parts) {
    const { shard } = part.manifest;
    if (shard === undefined) continue;
    if (numbers !== null && numbers.manifest.shard!.of !== shard.of)
      throw new ConfigError(
        `${between(numbers, part)}: one is shard ${shardText(numbers.manifest.shard!)}, the other ${shardText(shard)}: expected parts of as many.`,
      );
    numbers ??= part;
    const same = seen.get(shardText(shard));
    if (same) throw new ConfigError(`${between(same, part)} are both shard ${shardText(shard)}.`);
    seen.set(shardText(shard), part);
  }
}

/** Settings that say where a run lies and how long it may take: its parts may differ in them. */
const notCompared: readonly string[] = ['offline', 'timeout', 'out'] satisfies readonly (keyof BenchConfig)[];

function checkPlan(a: RunOnDisk, b: RunOnDisk): void {
  const [one, other] = [a.manifest.bench, b.manifest.bench].map(
    (bench) =>
      new Map<string, unknown>(Object.entries(bench).filter(([field]) => !notCompared.includes(field))),
  ) as [Map<string, unknown>, Map<string, unknown>];
  const text = (value: unknown): string => (value === undefined ? 'none' : shown(value));
  const fields = [...new Set([...one.keys(), ...other.keys()])].flatMap((field) => {
    const [here, there] = [one.get(field), other.get(field)];
    return canonicalJson(here ?? null) === canonicalJson(there ?? null)
      ? []
      : [`${field} ${text(here)} and ${text(there)}`];
  });
  if (fields.length > 0)
    throw new ConfigError(`${between(a, b)} are not parts of one run: ${fields.join('; ')}.`);
  // The same words may come to other trials where defaults or tasks have changed.
  if (a.manifest.plan.map(trialId).join() !== b.manifest.plan.map(trialId).join())
    throw new ConfigError(`${between(a, b)} are not parts of one run: their plans have other trials.`);
}

function differentPrograms(a: RunOnDisk, b: RunOnDisk): string[] {
  const [reference] = a.manifest.sessions;
  const lines = b.manifest.sessions.flatMap((session) =>
    reference === undefined ? [] : programDifferences(reference, session),
  );
  return lines.length === 0
    ? []
    : [`${between(a, b)} ran different programs: ${[...new Set(lines)].join(', ')}`];
}

/** What is done goes before what failed, what was timed before what was not, the earlier folder before the later. */
function together(parts: readonly RunOnDisk[]): {
  readonly records: ReadonlyMap<string, TrialRecord>;
  readonly from: ReadonlyMap<string, string>;
} {
  const records = new Map<string, TrialRecord>();
  const from = new Map<string, string>();
  for (const { folder: dir, records: own } of parts)
    for (const record of own) {
      const before = records.get(record.id);
      if (before?.state === 'done' && record.state === 'done') {
        const difference = outcomeDifference(before, record);
        if (difference !== null)
          throw new ConfigError(
            `trial ${record.id} (${record.spec.method}, seed ${record.spec.seed}) is in ${from.get(record.id)} and in ${dir} with different outcomes: ${difference}.`,
          );
      }
      if (before !== undefined && rank(before) >= rank(record)) continue;
      records.set(record.id, record);
      from.set(record.id, dir);
    }
  return { records, from };
}

function rank(record: TrialRecord): number {
  if (record.state !== 'done') return 0;
  return record.timing ? 2 : 1;
}

function missingText(parts: readonly RunOnDisk[], missing: number): string {
  const all = parts.flatMap(({ manifest: { shard } }) => shard ?? []);
  const of = all[0]?.of ?? 0;
  const absent = Array.from({ length: of }, (_, i) => i + 1).filter((n) => !all.some((s) => s.index === n));
  const which = absent.map((index) => shardText({ index, of })).join(', ');
  const trials = `${missing} of ${parts[0]?.manifest.plan.length} trials are in none of the folders`;
  return which === '' ? trials : `${trials}; not given: shard ${which}`;
}
