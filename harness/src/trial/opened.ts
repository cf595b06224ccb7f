/**
 * What trials of one process have in common, opened once: a model, and the data of a task and seed. A training's process that answers as
 * well, and one that goes on with other trials, read neither a second time.
 */
import type { Item, LoadedModel, Splits, Task } from '@adaptbench/core';
import type { Engine } from '@adaptbench/graph';
import type { ModelSpec, TrialSpec } from '@adaptbench/results';

/** The data of a trial. */
export interface TrialData {
  readonly task: Task;
  readonly splits: Splits;
  /** The items of `splits.train` in the order in which training shuffles them. */
  readonly training: readonly Item[];
  /** SHA-256 of the items of all splits. */
  readonly dataHash: string;
  /** What was decided about the data: encodings, splits cut here, duplicates left out. */
  readonly dataNotes: readonly string[];
}

export interface Opening {
  model(spec: ModelSpec): Promise<LoadedModel>;
  data(spec: Pick<TrialSpec, 'task' | 'seed'>): Promise<TrialData>;
  /** Left out: the engine that a trial names, which keeps nothing. */
  engine?(spec: TrialSpec): Promise<Engine>;
}

/** Data sets that are kept: those of a run's tasks as a rule, with one seed. */
const MOST_DATA = 4;

export function openedOnce(from: Opening): Opening {
  const model = lately<LoadedModel>(1);
  const data = lately<TrialData>(MOST_DATA);
  return {
    ...from,
    model: (spec) => model(JSON.stringify(spec), () => from.model(spec)),
    data: ({ task, seed }) => data(JSON.stringify([task, seed]), () => from.data({ task, seed })),
  };
}

/** Remembers the last `most` values that were made; what cannot be made is tried again. */
function lately<V>(most: number): (key: string, make: () => Promise<V>) => Promise<V> {
  const known = new Map<string, Promise<V>>();
  return (key, make) => {
    const found = known.get(key) ?? make();
    known.delete(key);
    known.set(key, found);
    found.catch(() => known.delete(key));
    for (const [oldest] of known) if (known.size > most) known.delete(oldest);
    return found;
  };
}
