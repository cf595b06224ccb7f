/** Reads a configuration file: JSON, or a module whose default export `defineBench` made. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, LoadError, fileError } from '@adaptbench/core';
import { type BenchConfig, parseBench, parseJson } from '@adaptbench/results';

/**
 * What the file says; of a run that is extended it may say a part, `before` has the rest. Throws ConfigError, naming the file, where it is
 * missing, broken or says what cannot be.
 */
export async function readConfigFile(
  file: string,
  before: Partial<BenchConfig> = {},
): Promise<Partial<BenchConfig>> {
  let content: unknown;
  try {
    content = file.endsWith('.json')
      ? parseJson(await readFile(file, 'utf8'), file)
      : await exportOf(path.resolve(file));
  } catch (cause) {
    const told = fileError(cause);
    throw new ConfigError(`--config ${told instanceof LoadError ? '' : `${file}: `}${told.message}`, {
      cause,
    });
  }
  if (content === undefined)
    throw new ConfigError(`--config ${file}: has no default export; write export default defineBench({ … })`);
  const whole = isObject(content) ? { ...before, ...content } : content;
  const parsed = parseBench(whole, `--config ${file}`);
  return Object.fromEntries(
    Object.entries(parsed).filter(([field]) => isObject(content) && field in content),
  );
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The default export of a module; TypeScript is translated as it is read. */
async function exportOf(file: string): Promise<unknown> {
  if (/\.[cm]?ts$/.test(file)) (await import('tsx/esm/api')).register();
  return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
}
