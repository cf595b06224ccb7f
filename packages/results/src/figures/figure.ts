/**
 * A measured figure: all that is known of it stands in one literal. Tables, trade-offs, the comparison of two runs, the limits of
 * `recommend` and the report's table of chosen configurations derive from it. Values are in the unit's base (bytes, ms); tables show
 * `unit.shown`.
 */
import type { DoneTrial } from '../record/record.ts';
import type { ProcessValue } from '../stats/processes.ts';

/** How a single request is served: its whole prompt read, the beginning that all share kept, or the patch in the weights. */
export type Serving = 'alone' | 'cached' | 'merged';

export interface Unit {
  /** Of the values, e.g. `bytes`. */
  readonly base: string;
  /** Of columns, e.g. `MiB`; empty where the name says it. */
  readonly shown: string;
  /** Base units of one shown. */
  readonly per: number;
}

export const mebibytes: Unit = { base: 'bytes', shown: 'MiB', per: 2 ** 20 };
export const unit = (name: string): Unit => ({ base: name, shown: name, per: 1 });
export const milliseconds = unit('ms');
export const tokens = unit('tokens');

/** A number, or one with its 95 % interval within the process; nothing where it was not measured. */
type Reading = number | ProcessValue | null | undefined;
/** `serving` matters to times of requests alone. */
export type Way = (trial: DoneTrial, serving: Serving) => Reading;

/** What the user of `recommend` cannot or will not exceed. */
export interface Limit {
  /** In camel case: `maxMemory` is asked for by `--max-memory`. */
  readonly name: string;
  /** What the flag takes, e.g. `<size>`. */
  readonly takes: string;
  readonly help: string;
  readonly read: (flag: string) => (text: string) => number;
  /** What stands before the measured value, e.g. `its artefact has`. */
  readonly says: (serving: Serving) => string;
  readonly text: (value: number) => string;
  /** By what a value is multiplied before it is compared, where people count otherwise. */
  readonly times?: number;
}

export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  /** Its definition, of which legends are made; figures of one definition share the sentence. */
  readonly means?: string;
  readonly better: 'less' | 'more';
  /** Whether it would be the same again (`none`), or differs by process, or by the items that were asked. */
  readonly noise: 'none' | 'process' | 'items';
  /** How it is carried over the seeds of a configuration. */
  readonly over: 'mean' | 'highest';
  /** How it is read, the better way first. Trials that stand together are read by the first way that any of them has. */
  readonly ways: readonly Way[];
  /** Of training: a configuration that trains nothing needs none of it. */
  readonly ofTraining?: true;
  /** Its group where two runs are compared; not compared where left out. */
  readonly compared?: 'size' | 'memory' | 'latency' | 'published';
  /** How it stands against accuracy: a fragment of a name, a title, and a label with the unit. */
  readonly tradeOff?: { readonly name: string; readonly title: string; readonly label: string };
  readonly limit?: Limit;
  /** In the report's table of chosen configurations. */
  readonly glance?: true;
}

/** Keeps the literal's own type, from which the limits' names are taken. */
export const figure = <const F extends Figure>(literal: F): F => literal;

/** `--max-memory`. */
export const flagOf = ({ name }: Limit): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Name and unit, as columns have them. */
export const headerOf = ({ name, unit: { shown } }: Figure): string =>
  shown === '' ? name : `${name} (${shown})`;
