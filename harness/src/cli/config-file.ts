/** Reads a configuration file: JSON, or a module whose default export `defineBench` made. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, LoadError, fileError } from '@adaptbench/core';
import { type BenchConfig, parseBench, parseJson, readText } from '@adaptbench/results';

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
    content = isModule(file) ? await exportOf(path.resolve(file)) : parseJson(textOf(file), file);
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

const isModule = (file: string): boolean => /\.[cm]?[jt]s$/.test(file);

/** @throws LoadError */
function textOf(file: string): string {
  const text = readText(file);
  if (text === null) throw new LoadError(`${file}: no such file or folder (ENOENT). Check the path.`);
  if (!file.endsWith('.json'))
    throw new LoadError(`${file}: is of no known kind: expected .json, or a module (.js, .ts).`);
  return text;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The default export of a module; TypeScript is translated as it is read. */
async function exportOf(file: string): Promise<unknown> {
  if (/\.[cm]?ts$/.test(file)) (await import('tsx/esm/api')).register();
  return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
}
