/** Which engines and devices a run may use, by what was named and by what lies on the disk. No library is loaded. */
import { unknownName } from '@adaptbench/core';
import { EngineError } from '@adaptbench/graph';
import type { EngineChoice } from '@adaptbench/results';
import { type Named, absenceOf, allEngines, checkEngine, traitsOf } from '../engines.ts';

/** Leaves the choice to the program, as leaving it out does. */
export const AUTO = 'auto';

/** What a command line says of engine and device. */
export interface Asked {
  readonly engine?: string | undefined;
  readonly device?: string | undefined;
  /** Of frozen weights. */
  readonly precision?: 'float32' | 'float16' | undefined;
}

export interface Candidates {
  /** Those to choose from, the usual one first; at least one. */
  readonly usable: readonly Named[];
  readonly absent: EngineChoice['absent'];
}

export const nameOf = ({ engine, device }: Named): string => `${engine}:${device}`;

/** Of what is named and may be had: what runs machine code, or else the first that every machine can run. */
export function candidates(asked: Asked, absence: (named: Named) => string | null = absenceOf): Candidates {
  const [engine, device] = [named(asked.engine), named(asked.device)];
  if (engine !== null && device !== null) {
    checkEngine({ engine, device });
    return { usable: [{ engine, device }], absent: [] };
  }
  const fitting = among(engine, device);
  const reasonAgainst = (one: Named): string | null =>
    asked.precision === 'float16' && !traitsOf(one).float16 ? 'it holds weights as float32' : absence(one);
  // Named and without a rival: whether it can be used is told where it is tried.
  if (fitting.length === 1) return { usable: fitting, absent: [] };
  const looked = fitting.map((one) => ({ ...one, reason: reasonAgainst(one) }));
  const absent = looked.flatMap(({ reason, ...one }) => (reason === null ? [] : [{ ...one, reason }]));
  const found = looked.filter(({ reason }) => reason === null).map(({ reason: _, ...one }) => one);
  const fast = found.filter((one) => !traitsOf(one).portable);
  const usable = fast.length > 0 ? fast : found.slice(0, 1);
  if (usable.length === 0)
    throw new EngineError(
      `${[engine === null ? [] : [`--engine ${engine}`], device === null ? [] : [`--device ${device}`]].flat().join(' ')}: nothing of it can be used here: ${absent.map((one) => `${nameOf(one)}: ${one.reason}`).join('; ')}`,
    );
  return { usable, absent };
}

const named = (asked: string | undefined): string | null =>
  asked === undefined || asked === AUTO ? null : asked;

/** Throws ConfigError for a name that is not known. */
function among(engine: string | null, device: string | null): readonly Named[] {
  const all = allEngines();
  const fitting = all.filter(
    (one) => (engine === null || one.engine === engine) && (device === null || one.device === device),
  );
  if (fitting.length > 0) return fitting;
  if (engine !== null) throw unknownName('engine', engine, [...namesOf(all, 'engine'), AUTO], '--engine');
  throw unknownName('device', device ?? '', [...namesOf(all, 'device'), AUTO], '--device');
}

const namesOf = (all: readonly Named[], what: keyof Named): readonly string[] => [
  ...new Set(all.map((one) => one[what])),
];
