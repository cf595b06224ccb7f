/** The engines that a trial may name: one line each, with the devices that it knows. A trial's specification alone says which one runs it. */
import { unknownName } from '@adaptbench/core';
import * as ortOnDisk from '@adaptbench/engine-ort/absence';
import * as tfjsOnDisk from '@adaptbench/engine-tfjs/absence';
import type { Engine } from '@adaptbench/graph';
import type { TrialSpec } from '@adaptbench/results';

const processor = { card: false, portable: false };
const card = { card: true, portable: false };
const portable = { card: false, portable: true };
const halves = { float16: true };
const floats = { float16: false };

const table = {
  ort: choice(
    { cpu: { ...processor, ...halves }, webgpu: { ...card, ...halves }, cuda: { ...card, ...halves } },
    () => import('@adaptbench/engine-ort'),
    ortOnDisk,
  ),
  tfjs: choice(
    {
      wasm: { ...portable, ...floats },
      cpu: { ...portable, ...floats },
      tensorflow: { ...processor, ...floats },
      'tensorflow-gpu': { ...card, ...floats },
    },
    () => import('@adaptbench/engine-tfjs'),
    tfjsOnDisk,
  ),
};
const engines: ReadonlyMap<string, EngineChoice> = new Map(Object.entries(table));

/** What is known of a device before it is tried. */
interface Traits {
  /** A card of its own, which one trial at a time has to itself; else the processor. */
  readonly card: boolean;
  /** No machine code for this processor: several times slower (`results/engines`), and every machine can run it. */
  readonly portable: boolean;
  /** Whether it can hold frozen weights as float16. */
  readonly float16: boolean;
}

interface EngineChoice {
  /** The first is used where none is named and none is chosen. */
  readonly devices: ReadonlyMap<string, Traits>;
  /** Loads a device's libraries; for a process that does nothing but compute. */
  load(device: string): Promise<void>;
  /** Why a device cannot be had, as far as the disk tells; null: trying it may succeed. Loads nothing. */
  absence(device: string): string | null;
  /** When a library that comes with no package was built or fetched, in milliseconds since 1970; null where there is none. */
  builtAt(device: string): number | null;
  /** `threads`: null leaves them to the engine. */
  create(device: string, threads: number | null, more: EngineMore): Promise<Engine>;
}

/** Makes an engine for one of its devices. Throws EngineError where that cannot be used here. */
type CreateEngine<D> = (options: {
  readonly device: D;
  readonly threads?: number;
  readonly precision?: Precision;
  readonly keeps?: boolean;
}) => Promise<Engine>;
type Precision = NonNullable<TrialSpec['precision']>;

interface EngineMore {
  readonly precision?: Precision | undefined;
  /** Whether what it compiled may stay for programs that are the same, once they are disposed. An engine may pass that by. */
  readonly keeps?: boolean;
}

/** What the disk tells of a device: see `EngineChoice`. */
interface OnDisk<D> {
  absence(device: D): string | null;
  builtAt(device: D): number | null;
}

/** An engine's package. */
interface EnginePackage<D> {
  readonly default: CreateEngine<D>;
  /** Loads what is not loaded with the package itself, and sets what is set for a whole process that computes. */
  readonly load?: (device: D) => Promise<void>;
}

/** `load`: gives the engine's package. */
function choice<D extends string>(
  devices: Readonly<Record<D, Traits>>,
  load: () => Promise<EnginePackage<D>>,
  disk: OnDisk<D>,
): EngineChoice {
  const names = Object.keys(devices) as D[];
  const known = (name: string): D => {
    const device = names.find((one) => one === name);
    if (device === undefined) throw unknownName('device', name, names, '--device');
    return device;
  };
  return {
    devices: new Map(names.map((name) => [name, devices[name]])),
    async load(name) {
      const device = known(name);
      await (await load()).load?.(device);
    },
    absence: (name) => disk.absence(known(name)),
    builtAt: (name) => disk.builtAt(known(name)),
    async create(name, threads, { precision, keeps = false }) {
      const device = known(name);
      const { default: create } = await load();
      return create({
        device,
        ...(threads === null ? {} : { threads }),
        ...(precision === undefined ? {} : { precision }),
        ...(keeps ? { keeps } : {}),
      });
    },
  };
}

function find(name: string): EngineChoice {
  const found = engines.get(name);
  if (found === undefined) throw unknownName('engine', name, [...engines.keys()], '--engine');
  return found;
}

/** An engine and one of its devices. */
export type Named = Pick<TrialSpec, 'engine' | 'device'>;

/** Throws ConfigError for an engine or device that is not known. */
export function checkEngine({ engine, device }: Named): void {
  traitsOf({ engine, device });
}

/** Throws ConfigError for an engine or device that is not known. */
export function traitsOf({ engine, device }: Named): Traits {
  const { devices } = find(engine);
  const traits = devices.get(device);
  if (traits === undefined) throw unknownName('device', device, [...devices.keys()], '--device');
  return traits;
}

/** Every engine with each of its devices. */
export const allEngines = (): readonly Named[] =>
  [...engines].flatMap(([engine, { devices }]) => [...devices.keys()].map((device) => ({ engine, device })));

/** The device of an engine where none is named. Throws ConfigError for an engine that is not known. */
export const defaultDevice = (engine: string): string => [...find(engine).devices.keys()][0]!;

/** Why it cannot be had, as far as the disk tells; null: trying it may succeed. */
export const absenceOf = ({ engine, device }: Named): string | null => find(engine).absence(device);

/** When a library of its own was built or fetched here, in milliseconds since 1970; null: it comes with its package. */
export const builtAt = ({ engine, device }: Named): number | null => find(engine).builtAt(device);

/** Makes this process one that computes on the engine that a trial names, and loads its libraries. Throws ConfigError where it is not known. */
export const loadEngine = ({ engine, device }: Named): Promise<unknown> => find(engine).load(device);

/**
 * The engine that a trial names; `keeps` for a process that does several trials, one after the other. Throws ConfigError where it is not
 * known, EngineError where its device cannot be used here.
 */
export const engineOf = (
  { engine, device, threads, precision }: Named & Pick<TrialSpec, 'threads' | 'precision'>,
  { keeps = false }: Pick<EngineMore, 'keeps'> = {},
): Promise<Engine> => find(engine).create(device, threads, { precision, keeps });
