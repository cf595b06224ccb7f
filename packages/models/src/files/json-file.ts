/**
 * A JSON file of a checkpoint, an object, read within bounds: size before it is read, depth before anyone walks it. Python writes what
 * JSON does not have (NaN, Infinity); such a value becomes `{"__float__": "NaN"}`, as transformers writes it now, so that it harms only
 * where a number is needed.
 */
import { HEAD_BYTES, LoadError } from '@adaptbench/core';
import { impostor } from './impostor.ts';
import { withFile } from './regular-file.ts';

/** Configurations have some kilobytes; the indices of the largest models some megabytes. */
const MAX_BYTES = 64 << 20;
/** Real ones nest four levels. */
const MAX_DEPTH = 32;

export interface JsonFile {
  readonly text: string;
  readonly value: Record<string, unknown>;
}

/** @throws LoadError where the file is no ordinary one, too large, something else, not JSON, no object or nested too deeply */
export async function readJsonFile(path: string): Promise<JsonFile> {
  const bytes = await withFile(path, async (file, size) => {
    if (size > MAX_BYTES)
      throw new LoadError(`${path}: ${size} bytes, at most ${MAX_BYTES} are read of such a file.`);
    return file.readFile();
  });
  const other = impostor(bytes.subarray(0, HEAD_BYTES));
  if (other !== null) throw new LoadError(`${path}: ${other}`);
  const text = bytes.toString('utf8');
  return { text, value: parseObject(path, text.replace(/^\uFEFF/, '')) };
}

function parseObject(path: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new LoadError(`${path}: not JSON (${(cause as Error).message})`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LoadError(`${path}: expected a JSON object.`);
  if (deeperThan(value, MAX_DEPTH))
    throw new LoadError(`${path}: nested deeper than ${MAX_DEPTH} levels. Is it a file of this model?`);
  return value as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Strings are matched so that they are left alone.
    const written = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (part) =>
      part.startsWith('"') ? part : `{"__float__": "${part}"}`,
    );
    if (written === text) throw error;
    return JSON.parse(written);
  }
}

/** Level by level, so that no depth can exhaust the stack. */
function deeperThan(root: object, limit: number): boolean {
  let level: object[] = [root];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limit) return true;
    const next: object[] = [];
    for (const parent of level)
      for (const child of Object.values(parent) as unknown[])
        if (typeof child === 'object' && child !== null) next.push(child);
    level = next;
  }
  return false;
}
