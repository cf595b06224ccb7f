/** The engines that a trial may name: one line each, with the devices that it knows. A trial's specification alone says which one runs it. */
import { unknownName } from '@adaptbench/core';
import type { Engine } from '@adaptbench/graph';
import type { TrialSpec } from '@adaptbench/results';

const table = {
  ort: choice(['cpu', 'webgpu', 'cuda'], () => import('@adaptbench/engine-ort')),
  tfjs: choice(['wasm', 'cpu', 'tensorflow', 'tensorflow-gpu'], () => import('@adaptbench/engine-tfjs')),
};
const engines: ReadonlyMap<string, EngineChoice> = new Map(Object.entries(table));

interface EngineChoice {
  /** The first is used where none is named. */
  readonly devices: readonly string[];
  /** Loads its libraries. */
  load(): Promise<unknown>;
  /** `threads`: null leaves them to the engine. */
  create(device: string, threads: number | null): Promise<Engine>;
}

/** Makes an engine for one of its devices. Throws EngineError where that cannot be used here. */
type CreateEngine<D> = (options: { readonly device: D; readonly threads?: number }) => Promise<Engine>;

/** `load`: the engine's package, whose default export makes one. */
function choice<D extends string>(
  devices: readonly D[],
  load: () => Promise<{ readonly default: CreateEngine<D> }>,
): EngineChoice {
  return {
    devices,
    load,
    async create(name, threads) {
      const device = devices.find((known) => known === name);
      if (device === undefined) throw unknownName('device', name, devices, '--device');
      const { default: create } = await load();
      return create({ device, ...(threads === null ? {} : { threads }) });
    },
  };
}

function find(name: string): EngineChoice {
  const found = engines.get(name);
  if (found === undefined) throw unknownName('engine', name, [...engines.keys()], '--engine');
  return found;
}

type Named = Pick<TrialSpec, 'engine' | 'device'>;

/** Throws ConfigError for an engine or device that is not known. */
export function checkEngine({ engine, device }: Named): void {
  const { devices } = find(engine);
  if (!devices.includes(device)) throw unknownName('device', device, devices, '--device');
}

/** Every engine with each of its devices. */
export const allEngines = (): { readonly engine: string; readonly device: string }[] =>
  [...engines].flatMap(([engine, { devices }]) => devices.map((device) => ({ engine, device })));

/** The device of an engine where none is named. Throws ConfigError for an engine that is not known. */
export const defaultDevice = (engine: string): string => find(engine).devices[0]!;

/** Loads the libraries of the engine that a trial names. Throws ConfigError where it is not known. */
export const loadEngine = ({ engine }: Named): Promise<unknown> => find(engine).load();

/** The engine that a trial names. Throws ConfigError where it is not known, EngineError where its device cannot be used here. */
export const engineOf = ({ engine, device, threads }: Named & Pick<TrialSpec, 'threads'>): Promise<Engine> =>
  find(engine).create(device, threads);
