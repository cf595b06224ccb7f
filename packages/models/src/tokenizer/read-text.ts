/** The small files around a tokenizer, read with what can be said of them when they are something else. */
import { readFile, stat } from 'node:fs/promises';
import { HEAD_BYTES, LoadError, unfetched } from '@adaptbench/core';

/** The largest tokenizer.json in use have 40 MB. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Text of a file, or null where there is none.
 * @throws LoadError where it is no plain file, too large, not UTF-8, a pointer of Git LFS or a web page
 */
export async function readSmallText(path: string): Promise<string | null> {
  let bytes: Buffer;
  try {
    const found = await stat(path);
    if (!found.isFile())
      throw new LoadError(
        `${path}: expected a file, found ${found.isDirectory() ? 'a folder' : 'a device'}.`,
      );
    if (found.size > MAX_BYTES)
      throw new LoadError(
        `${path}: ${(found.size / 2 ** 20).toFixed(0)} MiB: expected at most ${MAX_BYTES / 2 ** 20}. It is not the file its name says.`,
      );
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof LoadError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new LoadError(`${path}: cannot be read (${message}).`, { cause: error });
  }
  let text: string;
  try {
    // A mark of the byte order is taken off.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new LoadError(`${path}: not UTF-8. Save it as UTF-8, or download it again.`, { cause });
  }
  const other = unfetched(text.slice(0, HEAD_BYTES));
  if (other !== null) throw new LoadError(`${path}: ${other}`);
  return text;
}

/**
 * The JSON object in a file, or null where there is no file.
 * @throws LoadError
 */
export async function readJsonObject(
  path: string,
): Promise<{ readonly text: string; readonly json: Readonly<Record<string, unknown>> } | null> {
  const text = await readSmallText(path);
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new LoadError(
      text.trim() === '' ? `${path}: is empty.` : `${path}: not JSON (${(cause as Error).message}).`,
      { cause },
    );
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new LoadError(`${path}: expected a JSON object.`);
  return { text, json: json as Readonly<Record<string, unknown>> };
}
