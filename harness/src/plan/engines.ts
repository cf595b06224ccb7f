/** The engines a trial may name, and the devices each one knows. */
import { unknownName } from '@adaptbench/core';

const engines: ReadonlyMap<string, readonly string[]> = new Map([['ort', ['cpu', 'webgpu', 'cuda']]]);

/** Throws ConfigError for an engine or device that is not known. */
export function checkEngine(engine: string, device: string): void {
  const devices = engines.get(engine);
  if (!devices) throw unknownName('engine', engine, [...engines.keys()], '--engine');
  if (!devices.includes(device)) throw unknownName('device', device, devices, '--device');
}
