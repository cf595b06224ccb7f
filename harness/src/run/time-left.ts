/**
 * How long a run may still take, kept up to date trial by trial: it is asked ten times a second and must not burn the processor that is
 * being measured. A trial is expected to take as long as its configuration's trials took so far, else its method's, else those of methods
 * that train as it does or does not. Baselines are through in a second and say nothing of trainings.
 */
import { type TrialRecord, type TrialSpec, configurationId, trialId } from '@adaptbench/results';

export interface TimeLeft {
  /** A trial of the queue begins. */
  begin(spec: TrialSpec): void;
  /** A trial is over. */
  end(record: TrialRecord): void;
  /**
   * Seconds until all are through, in time that does not grow with the number of trials; null while some train and none that does is done,
   * and the other way round.
   */
  seconds(): number | null;
}

/** `records`: of earlier trials; `queue`: the trials to come; `lanes`: how many run at once; `now`: seconds from any fixed point. */
export function timeLeft(
  records: readonly TrialRecord[],
  queue: readonly TrialSpec[],
  lanes: number,
  now: () => number = () => performance.now() / 1000,
): TimeLeft {
  const works = new Map<string, Level>();
  const methods = new Map<string, Level>();
  const configurations = new Map<string, Level>();
  const levelsOf = (spec: TrialSpec): Levels => {
    return {
      work: found(works, spec.training === null ? 'asks' : 'trains'),
      method: found(methods, spec.method),
      same: found(configurations, configurationId(spec)),
    };
  };
  /** Seconds that are expected of the waiting trials whose configuration is known, of those of whose method alone others are known. */
  let bySame = 0;
  let byMethod = 0;
  const wait = (spec: TrialSpec, n: 1 | -1): void => {
    const levels = levelsOf(spec);
    count(levels, () => {
      levels.same.waiting += n;
      if (levels.same.n === 0) levels.method.waiting += n;
    });
  };
  /** Takes out what a configuration and its method stand for, changes them, and puts it in again. */
  const count = ({ work, method, same }: Levels, change: () => void): void => {
    const add = (sign: 1 | -1): void => {
      bySame += sign * same.expected();
      if (method.n > 0) byMethod += sign * method.expected();
      else work.waiting += sign * method.waiting;
    };
    add(-1);
    change();
    add(1);
  };
  const end = (record: TrialRecord): void => {
    if (record.state !== 'done') return;
    const levels = levelsOf(record.spec);
    count(levels, () => {
      if (levels.same.n === 0) levels.method.waiting -= levels.same.waiting;
      for (const level of [levels.work, levels.method, levels.same]) level.add(record.seconds);
    });
  };
  for (const spec of queue) wait(spec, 1);
  for (const record of records) end(record);
  const running = new Map<string, { readonly levels: Levels; readonly began: number }>();
  return {
    begin(spec) {
      wait(spec, -1);
      running.set(trialId(spec), { levels: levelsOf(spec), began: now() });
    },
    end(record) {
      running.delete(record.id);
      end(record);
    },
    seconds() {
      const all = [...works.values()];
      if (all.every(({ n }) => n === 0) || all.some(({ n, waiting }) => n === 0 && waiting > 0)) return null;
      const expected = [...running.values()].map(({ levels, began }) => {
        const seconds = expectation(levels);
        return seconds === null ? null : Math.max(0, seconds - (now() - began));
      });
      if (expected.includes(null)) return null;
      const open = expected.filter((seconds) => seconds !== null);
      const byWork = all.reduce((sum, work) => sum + work.expected(), 0);
      // Sums that are kept up to date may end a rounding error below 0.
      const waiting = Math.max(0, bySame + byMethod + byWork);
      const sum = open.reduce((a, b) => a + b, waiting);
      // The last trial of all has nothing beside it.
      return Math.max(sum / lanes, ...open);
    },
  };
}

interface Levels {
  /** Of methods that train, or of those that do not. */
  readonly work: Level;
  readonly method: Level;
  readonly same: Level;
}

const expectation = ({ work, method, same }: Levels): number | null =>
  [same, method, work].find((level) => level.n > 0)?.mean() ?? null;

/** What is known of trials of one kind, and how many of it wait of which no narrower kind is known. */
class Level {
  n = 0;
  sum = 0;
  waiting = 0;

  add(seconds: number): void {
    this.n++;
    this.sum += seconds;
  }

  mean(): number {
    return this.sum / this.n;
  }

  expected(): number {
    return this.n === 0 ? 0 : this.waiting * this.mean();
  }
}

function found(levels: Map<string, Level>, key: string): Level {
  const level = levels.get(key) ?? new Level();
  levels.set(key, level);
  return level;
}
