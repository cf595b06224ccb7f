/** How two runs differ in what decides their outcomes besides the trials themselves: program, packages, model, data. Pure. */
import { taskKey, taskNames } from '../tables/task-name.ts';
import type { TrialRecord } from '../record/record.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { Json, TrialSpec } from '../record/spec.ts';
import type { Session } from '../run/manifest.ts';

/** Where two sessions ran different programs, a line each, e.g. `zod 4.3.6 and 4.4.0`; empty for the same. */
export function programDifferences(
  a: Pick<Session, 'versions' | 'source'>,
  b: Pick<Session, 'versions' | 'source'>,
): string[] {
  const [first, second] = [new Map(Object.entries(a.versions)), new Map(Object.entries(b.versions))];
  const packages = [...new Set([...first.keys(), ...second.keys()])].flatMap((name) => {
    const [one, other] = [first.get(name) ?? 'none', second.get(name) ?? 'none'];
    return one === other ? [] : [`${name === 'node' ? 'Node.js' : name} ${one} and ${other}`];
  });
  const [one, other] = [sourceText(a.source), sourceText(b.source)];
  return one === other ? packages : [...packages, `program ${one} and ${other}`];
}

function sourceText(source: Session['source']): string {
  if (source === null) return 'without a commit';
  const { commit, dirty, changes } = source;
  return `${commit.slice(0, 12)}${dirty ? ` with changes ${changes?.slice(0, 12) ?? 'unknown'}` : ''}`;
}

/** Where two machines may reckon differently. `unpinned`: the engine chooses its threads, by the processors that it finds. */
export function machineDifferences(
  { machine: a }: Pick<Session, 'machine'>,
  { machine: b }: Pick<Session, 'machine'>,
  unpinned: boolean,
): string[] {
  return [
    ...(a.cpu === b.cpu ? [] : [`processor ${a.cpu} and ${b.cpu}`]),
    ...(!unpinned || a.cores === b.cores
      ? []
      : [`${a.cores} and ${b.cores} cores, by which the engine chooses its threads`]),
  ];
}

/** Hashes of what went into a trial, by what it is: `model ./m`, `data of sst2`, `data of gsm8k, used beside`. */
function inputs(record: TrialRecord, names: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  if (record.state !== 'done') return found;
  const { spec, provenance } = record;
  const { offline: _, pinned: __, ...model } = spec.model;
  const note = (what: string, hash: string | null): unknown => hash !== null && found.set(what, hash);
  note(`model ${Object.keys(model).length === 1 ? model.reference : canonicalJson(model)}`, provenance.model);
  note(`data of ${names.get(taskKey(spec)) ?? 'the task'}`, provenance.data);
  for (const [name, hash] of Object.entries(provenance.otherData ?? {}))
    note(`data of ${name}, used beside`, hash);
  return found;
}

/** Models and data that were not the same in both, a line each; only what both have used is compared. */
export function inputDifferences(
  plan: readonly TrialSpec[],
  a: readonly TrialRecord[],
  b: readonly TrialRecord[],
): string[] {
  const names = taskNames(plan);
  const all = (records: readonly TrialRecord[]): Map<string, Set<string>> => {
    const sets = new Map<string, Set<string>>();
    for (const record of records)
      for (const [what, hash] of inputs(record, names))
        sets.set(what, (sets.get(what) ?? new Set()).add(hash));
    return sets;
  };
  const theirs = all(b);
  return [...all(a)].flatMap(([what, hashes]) => {
    const others = theirs.get(what);
    if (
      others === undefined ||
      canonicalJson([...hashes].toSorted()) === canonicalJson([...others].toSorted())
    )
      return [];
    return [`${what}: ${short(hashes)} and ${short(others)}`];
  });
}

const short = (hashes: ReadonlySet<string>): string =>
  [...hashes].map((hash) => hash.slice(0, 12)).join(', ');

/** In all fields that both have: a newer program keeps more of an answer. */
function sameAsFarAsKnown(one: object, other: object): boolean {
  const theirs = new Map<string, Json>(Object.entries(other));
  return Object.entries(one).every(
    ([key, value]: [string, Json]) =>
      !theirs.has(key) || canonicalJson(value) === canonicalJson(theirs.get(key) ?? null),
  );
}

/** How the accuracy of two records of one trial differs, in words; null where it is the same, item for item. */
export function outcomeDifference(a: TrialRecord, b: TrialRecord): string | null {
  if (a.state !== b.state) return `${a.state} and ${b.state}`;
  if (a.state === 'failed' && b.state === 'failed')
    return a.error.name === b.error.name ? null : `failed by ${a.error.name} and by ${b.error.name}`;
  if (a.state !== 'done' || b.state !== 'done') return null;
  const parts = (['validation', 'test'] as const).flatMap((split) => {
    const [one, other] = [a.accuracy[split], b.accuracy[split]];
    if (one.itemsDigest !== other.itemsDigest) return [`other ${split} items`];
    const [left, right] = [one.outcomes ?? '', other.outcomes ?? ''];
    const differ = Array.from({ length: one.n }, (_, i) => left[i] !== right[i]).filter(Boolean).length;
    if (differ > 0) return [`${differ} of ${one.n} ${split} items`];
    return sameAsFarAsKnown(one, other) ? [] : [`the answers’ properties on ${split}`];
  });
  return parts.length === 0 ? null : `${parts.join(', ')} differ`;
}
