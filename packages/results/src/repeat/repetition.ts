/** A run and its repetition, row by row: whether each trial came to the same, item for item, and to the same artefact. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { groupBy } from '../tables/group.ts';
import type { TrialRecord } from '../record/record.ts';
import { type TrialSpec, configurationId, trialId } from '../record/spec.ts';
import { filesIn } from '../run/stray.ts';
import { outcomeDifference } from './differences.ts';

export interface RepeatedRow {
  /** `configurationId` of its trials. */
  readonly configuration: string;
  readonly trials: number;
  /** Trials whose outcome is not the same. */
  readonly different: number;
  /** What to say of it. */
  readonly lines: readonly string[];
}

/** `folders`: where the trials' own folders lie, of both runs. Both have a record of every trial in `plan`. */
export function repeatedRows(
  plan: readonly TrialSpec[],
  before: readonly TrialRecord[],
  after: readonly TrialRecord[],
  folders: readonly [string, string],
): RepeatedRow[] {
  const [old, now] = [before, after].map((all) => new Map(all.map((record) => [record.id, record])));
  return groupBy(plan, configurationId).map((specs) => {
    const differences = specs.flatMap((spec) => {
      const [a, b] = [old?.get(trialId(spec)), now?.get(trialId(spec))];
      const difference = a && b ? outcomeDifference(a, b) : 'was not repeated';
      return difference === null
        ? []
        : [`seed ${spec.seed}${spec.screen === undefined ? '' : ' (screening)'}: ${difference}`];
    });
    return {
      configuration: configurationId(specs[0]!),
      trials: specs.length,
      different: differences.length,
      lines: [
        ...(differences.length === 0
          ? [`identical, ${specs.length} of ${specs.length} trials`]
          : differences),
        ...artifactLines(specs, folders),
      ],
    };
  });
}

/** Artefacts say more than outcomes: two that differ may still answer alike. Only said of trials that left one in both runs. */
function artifactLines(specs: readonly TrialSpec[], [before, after]: readonly [string, string]): string[] {
  const same = specs.flatMap((spec) => {
    const [a, b] = [before, after].map((folder) => artifact(path.join(folder, trialId(spec), 'artifact')));
    return a && b ? [a.size === b.size && [...a].every(([name, bytes]) => b.get(name)?.equals(bytes))] : [];
  });
  if (same.length === 0) return [];
  const equal = same.filter(Boolean).length;
  return [
    equal === same.length
      ? 'artefacts byte for byte'
      : `${same.length - equal} of ${same.length} artefacts differ`,
  ];
}

function artifact(dir: string): ReadonlyMap<string, Buffer> | null {
  if (!existsSync(dir)) return null;
  return new Map(filesIn(dir).map((name) => [name, readFileSync(path.join(dir, name))]));
}
