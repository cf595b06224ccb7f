/** Reads a configuration file: JSON, or a module whose default export is one. */
import { accessSync } from 'node:fs';
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
    const told = compileError(cause) ?? fileError(cause);
    throw new ConfigError(`--config ${told instanceof LoadError ? '' : `${file}: `}${told.message}`, {
      cause,
    });
  }
  if (content === undefined)
    throw new ConfigError(
      `--config ${file}: has no default export; write export default { model: …, task: …, methods: […] }`,
    );
  const completed = isObject(content) ? { ...before, ...content } : content;
  const parsed = parseBench(completed, `--config ${file}`);
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

/** The default export of a module; TypeScript is compiled first. Throws where there is no such file, or it does not run. */
async function exportOf(file: string): Promise<unknown> {
  accessSync(file);
  if (!/\.[cm]?ts$/.test(file)) return defaultOf((await import(pathToFileURL(file).href)) as object);
  const { importCompiled } = await import('@adaptbench/core/compiled');
  return defaultOf(await importCompiled(file));
}

const defaultOf = (module: object): unknown => ('default' in module ? module.default : undefined);

/** Of what does not compile the first fault, with its place; null for errors of other kinds. */
function compileError(cause: unknown): LoadError | null {
  const [fault] = cause instanceof Error && 'errors' in cause ? (cause.errors as readonly Fault[]) : [];
  if (fault === undefined) return null;
  const { location, text } = fault;
  return new LoadError(
    `${location === null ? '' : `${location.file}:${location.line}:${location.column}: `}${text}`,
  );
}

/** What esbuild says of a fault. */
interface Fault {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
}
