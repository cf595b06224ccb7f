/** Reads a configuration file: JSON, or a module whose default export `defineBench` made. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, LoadError, fileError } from '@adaptbench/core';
import { type BenchConfig, parseBench, parseJson } from '@adaptbench/results';

/** Throws ConfigError, naming the file, where it is missing, broken or says what cannot be. */
export async function readConfigFile(file: string): Promise<BenchConfig> {
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
  return parseBench(content, `--config ${file}`);
}

/** The default export of a module; TypeScript is translated as it is read. */
async function exportOf(file: string): Promise<unknown> {
  if (/\.[cm]?ts$/.test(file)) (await import('tsx/esm/api')).register();
  return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
}
