/** Engine and device of a run's trials: those that were named, those of the run that goes on, or those that are chosen for it. */
import { EngineError } from '@adaptbench/graph';
import { type BenchConfig, type EngineChoice, type Shard, filesOf, readManifest } from '@adaptbench/results';
import { AUTO, type Candidates, candidates } from '../choose/candidates.ts';
import type { ChoiceFor } from '../choose/choose.ts';
import type { Demand } from '../choose/demand.ts';
import type { Named } from '../engines.ts';

/** Measures what a run may use; see `chooseEngine`. */
export type Choose = (found: Candidates, run: ChoiceFor, demand: Demand) => Promise<EngineChoice>;

/** What is known before a run's trials are. */
export interface EngineStart {
  readonly first: Named;
  /** null: nothing is left to choose. */
  readonly open: Candidates | null;
}

/** `kept`: see `engineKept`. Throws ConfigError for a name that is not known, EngineError where nothing of what is named can be used. */
export function engineStart({ engine, device, precision }: BenchConfig, kept: Named | null): EngineStart {
  if (kept !== null) return { first: kept, open: null };
  const found = candidates({ engine, device, precision });
  return { first: found.usable[0]!, open: isOpen(engine) || isOpen(device) ? found : null };
}

const isOpen = (asked: string | undefined): boolean => asked === undefined || asked === AUTO;

/** The engine of a run that goes on, unless another is named; null where there is no such run. */
export function engineKept(dir: string, { engine, device }: BenchConfig): Named | null {
  const before = readManifest(filesOf(dir).manifest)?.plan[0];
  if (before === undefined) return null;
  const fits = (asked: string | undefined, has: string): boolean => isOpen(asked) || asked === has;
  if (!fits(engine, before.engine) || !fits(device, before.device)) return null;
  return { engine: before.engine, device: before.device };
}

/** Parts of a run have one engine, and no part knows what the others' machines are fast at: nothing is measured. */
export const choiceOfShard = (first: Named, shard: Shard): EngineChoice => ({
  ...first,
  why: `${first.engine} on ${first.device}: all ${shard.of} parts of a run need the same, so nothing is measured; name another by --engine and --device`,
  seconds: 0,
  measured: [],
  absent: [],
});

/** An engine that a run was made with is not here: it goes on with no other, since its answers might differ. */
export function explainMissing(error: unknown, run: string, { engine, device }: Named): unknown {
  if (!(error instanceof EngineError)) return error;
  return new EngineError(
    `${run}: its trials ran with ${engine} on ${device}, which cannot be used here, and they go on with nothing else. ${error.message} Or go on where it can be used, or begin a run of its own.`,
    { cause: error },
  );
}
