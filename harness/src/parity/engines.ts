/** The engines that parity is shown of, by the names that a user gives them: `ort:cpu`, `tfjs:wasm`. */
import { existsSync } from 'node:fs';
import { ConfigError, unknownName } from '@adaptbench/core';
import { softwareAdapter } from '@adaptbench/engine-ort';
import { type Engine, EngineError } from '@adaptbench/graph';
import { allEngines, engineOf } from '../engines.ts';

/** An engine that was opened under its name; `software`: on a processor that plays the GPU. */
export interface NamedEngine {
  readonly name: string;
  readonly engine: Engine;
  readonly software: boolean;
}
interface Absent {
  readonly name: string;
  readonly reason: string;
}
export interface FoundEngines {
  readonly engines: readonly NamedEngine[];
  readonly absent: readonly Absent[];
}

/** What all others are held against. */
export const BASE = 'ort:cpu';

/**
 * The engines named, or all that can be had here. Throws ConfigError for a name that is not known, EngineError for a named one that
 * cannot be used.
 */
export async function findEngines(
  asked: readonly string[] | null,
  threads: number | null,
): Promise<FoundEngines> {
  const all = allEngines().map(({ engine, device }) => ({ name: `${engine}:${device}`, engine, device }));
  const names = all.map(({ name }) => name);
  for (const name of asked ?? [])
    if (!names.includes(name)) throw unknownName('engine', name, names, '--engines');
  if (asked && !asked.includes(BASE))
    throw new ConfigError(
      `--engines ${asked.join(',')}: expected ${BASE} among them, which the others are held against.`,
    );
  const engines: NamedEngine[] = [];
  const absent: Absent[] = [];
  for (const { name, engine, device } of all) {
    if (asked && !asked.includes(name)) continue;
    try {
      const software = device === 'webgpu' && useSoftwareAdapter();
      engines.push({ name, engine: await engineOf({ engine, device, threads }), software });
    } catch (error) {
      if (!(error instanceof EngineError) || asked) throw error;
      absent.push({ name, reason: error.message });
    }
  }
  return { engines, absent };
}

/**
 * Where there is no GPU, lets Vulkan find SwiftShader; a driver that the environment names is left. Throws EngineError where there is
 * neither, before Vulkan complains of it.
 */
function useSoftwareAdapter(): boolean {
  const named = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'];
  if (named !== undefined) return /swiftshader/i.test(named);
  if (process.platform !== 'linux' || existsSync('/dev/dri')) return false;
  const adapter = softwareAdapter();
  if (adapter === null)
    throw new EngineError(
      'no GPU, and no Chromium that brings SwiftShader (Debian: apt-get install chromium libvulkan1)',
    );
  Object.assign(process.env, adapter);
  return true;
}
