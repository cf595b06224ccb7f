/**
 * A model reference (`embedded`, hub id, folder or .gguf file) → a checkpoint. Every trial's process comes through here, so what only GGUF
 * files and the hub need is loaded when it is needed.
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LoadError, fileError } from '@adaptbench/core';
import type { Tokenizer } from '@adaptbench/core';
import { tokenizerFromGguf } from '../tokenizer/gguf.ts';
import { type TokenizerSource, openTokenizer, tryTokenizer } from '../tokenizer/source.ts';
import type { Checkpoint, OpenOptions, TensorInfo } from './checkpoint.ts';
import { openFolder } from './folder.ts';
import { fileSha256, sha256 } from './hash.ts';
import { parseHubReference } from './hub-reference.ts';

/** The small model that comes with this program (packages/embedded, a folder of data here); a folder of the same name is `./embedded`. */
const EMBEDDED = { name: 'embedded', folder: join(import.meta.dirname, '../../../embedded/model') };

/**
 * Opens a model: reads and checks its headers, config and tokenizer; no weight is read except to hash it once.
 * @param reference `embedded`, `org/name[@revision]` on the hub, a folder with config.json, or a .gguf file
 * @throws LoadError where anything is missing or faulty
 */
export async function openCheckpoint(reference: string, options: OpenOptions = {}): Promise<Checkpoint> {
  const { path, commit } = await locate(reference, options);
  const checkpoint =
    (await kindOf(path)) === 'folder'
      ? await fromFolder(reference, path, options)
      : await fromGguf(reference, path, options);
  return commit === undefined ? checkpoint : { ...checkpoint, commit };
}

/** The folder or file that a reference means, downloaded where it is on the hub. What exists locally goes first. */
async function locate(
  reference: string,
  options: OpenOptions,
): Promise<{ readonly path: string; readonly commit?: string }> {
  if (reference === EMBEDDED.name) return { path: EMBEDDED.folder };
  if ((await kindOf(reference)) !== null) return { path: reference };
  const hub = parseHubReference(reference, options.revision);
  if (hub === null)
    throw new LoadError(
      `${reference}: no such file or folder, and no hub id (org/name, org/name@revision or org/name/file.gguf).`,
    );
  const { hubFolder } = await import('./hub.ts');
  const folder = await hubFolder(hub, options);
  // Its folder in the cache has the commit's name.
  return { path: hub.file === undefined ? folder : join(folder, hub.file), commit: basename(folder) };
}

async function fromFolder(reference: string, folder: string, options: OpenOptions): Promise<Checkpoint> {
  const { config, configText, tensors, notes } = await openFolder(folder);
  // The tokenizer is read in a thread of its own meanwhile.
  const [tokenizer, sha256] = await Promise.all([
    tokenizerOf(reference, options, config, { kind: 'folder', path: folder }),
    contentHash(configText, tensors, options.cacheDir),
  ]);
  return { reference, config, tensors, notes, tokenizer, sha256 };
}

async function fromGguf(reference: string, path: string, options: OpenOptions): Promise<Checkpoint> {
  const { openGguf } = await import('./gguf/index.ts');
  const { config, tensors, metadata } = await openGguf(path);
  return {
    reference,
    config,
    tensors,
    notes: [],
    tokenizer: await tokenizerOf(reference, options, config, { kind: 'gguf', path }, () =>
      tokenizerFromGguf(metadata),
    ),
    sha256: await contentHash('', tensors, options.cacheDir),
  };
}

async function tokenizerOf(
  reference: string,
  options: OpenOptions,
  config: Record<string, unknown>,
  own: TokenizerSource,
  openOwn = () => openTokenizer(own),
): Promise<Tokenizer> {
  const { tokenizer } = options;
  const source = tokenizer === undefined ? own : await otherTokenizer(tokenizer, config['eos_token_id']);
  if (options.tryTokenizer === true && reference !== EMBEDDED.name) await tryTokenizer(source);
  return tokenizer === undefined ? openOwn() : openTokenizer(source);
}

async function otherTokenizer(path: string, modelEnds: unknown): Promise<TokenizerSource> {
  const kind = await kindOf(path);
  if (kind === null) throw new LoadError(`--tokenizer ${path}: no such file or folder.`);
  if (kind === 'folder') return { kind, path, modelEnds };
  return path.endsWith('.gguf') ? { kind: 'gguf', path } : { kind: 'folder', path: dirname(path), modelEnds };
}

async function contentHash(
  configText: string,
  tensors: ReadonlyMap<string, TensorInfo>,
  cacheDir: string | undefined,
): Promise<string> {
  const files = [...new Set([...tensors.values()].map((t) => t.file))].toSorted();
  const weights = await Promise.all(files.map((file) => fileSha256(file, cacheDir)));
  return sha256([sha256(configText), ...weights].join('\n'));
}

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // A hub id may also be too long for a path.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw fileError(error, path);
  }
}
