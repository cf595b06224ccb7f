/** A plan split over machines: which trials one of them runs. Pure. */
import { ConfigError } from '@adaptbench/core';
import {
  type Shard,
  shardText,
  groupBy,
  type TrialSpec,
  configurationId,
  trialId,
} from '@adaptbench/results';

/** Of a flag's text: `2/3` is the second of three. */
export const readShard =
  (flag: string) =>
  (text: string): Shard => {
    const [, index, of] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
    if (Number(index) <= Number(of) && Number.isSafeInteger(Number(of)))
      return { index: Number(index), of: Number(of) };
    throw new ConfigError(`${flag}: expected i/n with i from 1 to n (2/3), got "${text}"`);
  };

/**
 * The trials of one shard, in the plan's order. Dealt out like cards, methods and configurations lying together: so every shard has as
 * many trials of each method and of each configuration as every other, give or take one.
 */
export function shardOf(plan: readonly TrialSpec[], shard: Shard): TrialSpec[] {
  if (shard.of > plan.length)
    throw new ConfigError(
      `--shard ${shardText(shard)}: the run has ${plan.length} trials, which make at most as many shards.`,
    );
  const dealt = groupBy(plan, (spec) => spec.method).flatMap((ofMethod) =>
    groupBy(ofMethod, configurationId).flat(),
  );
  const ofShard = new Set(dealt.filter((_, i) => i % shard.of === shard.index - 1).map(trialId));
  return plan.filter((spec) => ofShard.has(trialId(spec)));
}

/** Configurations whose first trial another shard runs: there their requests are timed, so that no row mixes machines. */
export function firstElsewhere(plan: readonly TrialSpec[], here: readonly TrialSpec[]): ReadonlySet<string> {
  const idsHere = new Set(here.map(trialId));
  return new Set(
    groupBy(plan, configurationId).flatMap(([first]) =>
      first === undefined || idsHere.has(trialId(first)) ? [] : [configurationId(first)],
    ),
  );
}
