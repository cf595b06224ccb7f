/** Which row of one run is which row of the other. */
import type { TrialRecord } from '../record/record.ts';
import type { RunOnDisk } from '../run/run-on-disk.ts';
import { groupBy } from '../tables/group.ts';
import { type ConfigurationRow, rowsOf } from '../tables/rows.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import { type TrialSpec, configurationId, trialId } from '../record/spec.ts';
import type { ComparedRow, RowState } from './schema.ts';

/** A run, read. */
export type RunData = RunOnDisk;

export interface Side {
  readonly row: ConfigurationRow;
  /** Of the first seed. */
  readonly spec: TrialSpec;
  readonly state: RowState;
}

export interface Matched {
  readonly old: Side;
  readonly new: Side;
  readonly by: ComparedRow['matched'];
}

export interface Matching {
  readonly pairs: readonly Matched[];
  /** Rows of the new run alone, and of the old. */
  readonly added: readonly Side[];
  readonly removed: readonly Side[];
}

/**
 * By identity of the configuration; what is left by method, settings, template and the task's name, so that a model or data folder
 * that lies elsewhere is no other row; what is still left by the names that the tables show. A key that two rows of a run share
 * matches nothing. Rows in the order of the new run.
 */
export function matchRows(before: RunData, after: RunData): Matching {
  let [old, now] = [sidesOf(before), sidesOf(after)];
  const order = new Map(now.map((side, i) => [side, i]));
  const pairs: Matched[] = [];
  for (const [by, key] of keys) {
    const [oldRows, newRows] = [unique(old, key), unique(now, key)];
    for (const [name, side] of newRows) {
      const match = oldRows.get(name);
      if (match) pairs.push({ old: match, new: side, by });
    }
    const used = new Set(pairs.flatMap((pair) => [pair.old, pair.new]));
    old = old.filter((side) => !used.has(side));
    now = now.filter((side) => !used.has(side));
  }
  const sorted = pairs.toSorted((a, b) => (order.get(a.new) ?? 0) - (order.get(b.new) ?? 0));
  return { pairs: sorted, added: now, removed: old };
}

const keys: readonly (readonly [ComparedRow['matched'], (side: Side) => string])[] = [
  ['identical', ({ spec }) => configurationId(spec)],
  [
    'settings',
    ({ row, spec: { method, config, training, template, chat } }) =>
      canonicalJson([row.task, method, config, training, template, chat]),
  ],
  ['name', ({ row }) => canonicalJson([row.task, row.method, row.configuration])],
];

function unique(sides: readonly Side[], key: (side: Side) => string): Map<string, Side> {
  const groups = groupBy(sides, key).filter((group) => group.length === 1);
  return new Map(groups.flatMap(([side]) => (side ? [[key(side), side] as const] : [])));
}

function sidesOf({ manifest, records }: RunData): Side[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const specs = new Map(
    groupBy(manifest.plan, configurationId).map((group) => [configurationId(group[0]!), group]),
  );
  return rowsOf(manifest.plan, records, Object.keys(manifest.bench.set ?? {})).map((row) => {
    const group = specs.get(configurationId(row.spec)) ?? [];
    const states = group.map((spec) => byId.get(trialId(spec))?.state);
    const count = (state: TrialRecord['state']): number => states.filter((s) => s === state).length;
    return {
      row,
      spec: row.spec,
      state: {
        planned: group.length,
        done: count('done'),
        failed: count('failed'),
        skipped: count('skipped'),
        reason: row.reason,
      },
    };
  });
}
