/** A baseline's artefact: what it knows as JSON, and numbers as safetensors. */
import { LoadError, type Tensors, readSafetensors, writeSafetensors } from '@adaptbench/core';
import type { z } from 'zod';

export type Files = ReadonlyMap<string, Uint8Array>;

const KNOWN = 'baseline.json';
const NUMBERS = 'baseline.safetensors';

export const artefact = (known: object, numbers: Tensors = new Map()): Files =>
  new Map([
    [KNOWN, new TextEncoder().encode(`${JSON.stringify(known)}\n`)],
    ...(numbers.size === 0 ? [] : [[NUMBERS, writeSafetensors(numbers)] as const]),
  ]);

/** @throws LoadError where it is not what `artefact` wrote */
export function known<T>(files: Files, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(fileOf(files, KNOWN)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LoadError(`${KNOWN}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'faulty'}`);
}

/** @throws LoadError where there is none of this name, or its shape is another */
export function numbersOf(files: Files): (name: string, shape: readonly number[]) => Float32Array {
  const tensors = readSafetensors(fileOf(files, NUMBERS), NUMBERS);
  return (name, shape) => {
    const tensor = tensors.get(name);
    if (tensor?.shape.join() === shape.join()) return tensor.data;
    throw new LoadError(
      `${NUMBERS}: tensor "${name}": expected [${shape.join()}], found ${tensor ? `[${tensor.shape.join()}]` : 'none'}`,
    );
  };
}

function fileOf(files: Files, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes) return bytes;
  throw new LoadError(`artefact: no ${name}: found ${[...files.keys()].join(', ') || 'nothing'}`);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new LoadError(`${KNOWN}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
