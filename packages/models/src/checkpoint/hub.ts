/**
 * A hub repository → files in the cache, by `@huggingface/hub`. The revision is resolved to a commit and remembered; a file appears
 * under its name only when its size, and for weights its SHA-256, are what the hub says; a commit counts as present only once all its
 * files are. Cache: `hub/ORG--NAME/{refs/REVISION, COMMIT/FILE, COMMIT/.complete-SELECTION}`.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type HubAccess, LoadError, below, hubAccess, hubApi } from '@adaptbench/core';
import { downloadFile, listFiles, modelInfo } from '@huggingface/hub';
import type { ListFileEntry } from '@huggingface/hub';
import { cacheFolder, writeWhole } from './cache.ts';
import type { OpenOptions } from './checkpoint.ts';
import { noWeights } from './folder.ts';
import { hubError } from './hub-error.ts';
import type { HubReference } from './hub-reference.ts';
import { shardNames } from './safetensors-file.ts';

const ATTEMPTS = 3;

/** Files a model may need beside its weights; all but config.json may be absent. */
const smallFiles = new Set([
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
]);

/**
 * Folder in the cache that holds the repository's files, downloaded first where need be.
 * @throws LoadError where the hub refuses, cannot be reached or sends something else than it announced
 */
export async function hubFolder(reference: HubReference, options: OpenOptions): Promise<string> {
  const repository = join(cacheFolder(options.cacheDir), 'hub', reference.name.replace('/', '--'));
  const selection = reference.file ?? 'model';
  const cached = await cachedCommit(repository, reference.revision);
  const ready = cached !== null && (await isComplete(join(repository, cached), selection));
  if (ready && (options.offline || isCommit(reference.revision))) return join(repository, cached);
  if (options.offline)
    throw new LoadError(
      `${reference.name}: revision "${reference.revision}" is not in the cache (${repository}) and offline mode asks nobody. Run once without --offline.`,
    );
  const hub: Hub = { name: reference.name, ...hubAccess(options.hubUrl) };
  try {
    const commit = await resolveCommit(hub, reference.revision);
    const folder = join(repository, commit);
    if (!(await isComplete(folder, selection)))
      await download(hub, commit, folder, reference.file, selection);
    await writeText(join(repository, 'refs', encodeURIComponent(reference.revision)), commit);
    return folder;
  } catch (cause) {
    throw hubError(cause, reference, hub.hubUrl, ready);
  }
}

interface Hub extends HubAccess {
  readonly name: string;
}

const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

async function resolveCommit(hub: Hub, revision: string): Promise<string> {
  const { sha } = await modelInfo({ ...hub, revision, additionalFields: ['sha'], fetch: hubApi(hub) });
  if (typeof sha !== 'string' || !isCommit(sha))
    throw new LoadError(`${hub.name}: the hub gave no commit for revision "${revision}".`);
  return sha;
}

async function download(
  hub: Hub,
  commit: string,
  folder: string,
  file: string | undefined,
  selection: string,
): Promise<void> {
  const listed = new Map<string, ListFileEntry>();
  const repo = { type: 'model', name: hub.name } as const;
  for await (const entry of listFiles({
    ...hub,
    repo,
    revision: commit,
    recursive: true,
    fetch: hubApi(hub),
  }))
    if (entry.type === 'file') listed.set(entry.path, entry);
  const get = (path: string): Promise<void> => fetchFile(hub, commit, folder, listed.get(path)!);
  const names = [...listed.keys()];
  let wanted: string[];
  if (file === undefined) {
    const small = names.filter((name) => smallFiles.has(name));
    // The whole file goes before an index, as in a folder.
    const weights = listed.has('model.safetensors') ? 'model.safetensors' : 'model.safetensors.index.json';
    if (!listed.has(weights)) throw new LoadError(noWeights(hub.name, names));
    wanted = [...small, weights];
    await inTurn(wanted, get);
    if (weights.endsWith('.json')) {
      const shards = await shardNames(join(folder, weights));
      const missing = shards.find((shard) => !listed.has(shard));
      if (missing !== undefined)
        throw new LoadError(`${hub.name}: shard "${missing}" of ${weights} is not in the repository.`);
      await inTurn(shards, get);
      wanted.push(...shards);
    }
  } else {
    if (!listed.has(file)) {
      const others = names.filter((name) => name.endsWith('.gguf'));
      throw new LoadError(
        `${hub.name}: no file "${file}"${others.length > 0 ? `: expected one of ${others.join(', ')}` : ''}.`,
      );
    }
    wanted = [file];
    await get(file);
  }
  const sizes = Object.fromEntries(wanted.map((name) => [name, listed.get(name)!.size]));
  await writeText(marker(folder, selection), JSON.stringify(sizes));
}

/** One after another: the hub's bandwidth is the limit, and errors come singly. */
async function inTurn(names: readonly string[], get: (name: string) => Promise<void>): Promise<void> {
  for (const name of names) await get(name);
}

async function fetchFile(hub: Hub, commit: string, folder: string, entry: ListFileEntry): Promise<void> {
  const path = below(folder, entry.path, hub.name);
  if ((await sizeOf(path)) === entry.size) return;
  for (let attempt = 1; ; attempt++) {
    try {
      await fetchOnce(hub, commit, path, entry);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || error instanceof LoadError || !isTransient(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200 * 4 ** (attempt - 1)));
    }
  }
}

/** Broken connections, wrong lengths and the server's own faults; not refusals. */
function isTransient(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode === undefined || statusCode >= 500 || statusCode === 429;
}

async function fetchOnce(hub: Hub, commit: string, path: string, entry: ListFileEntry): Promise<void> {
  const repo = { type: 'model', name: hub.name } as const;
  const blob = await downloadFile({ ...hub, repo, revision: commit, path: entry.path });
  if (blob === null) throw new LoadError(`${hub.name}: file "${entry.path}" is listed but not there.`);
  await writeWhole(path, entry.size, async (file) => {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of blob.stream()) {
      hash.update(chunk);
      size += chunk.length;
      await file.writeFile(chunk);
    }
    if (size !== entry.size)
      throw new Error(`"${entry.path}": ${size} bytes arrived, ${entry.size} were announced`);
    const expected = entry.lfs?.oid.replace('sha256:', '');
    if (expected !== undefined && hash.digest('hex') !== expected)
      throw new Error(`"${entry.path}" arrived damaged: its SHA-256 is not ${expected}`);
  });
}

async function cachedCommit(repository: string, revision: string): Promise<string | null> {
  if (isCommit(revision)) return revision;
  const text = await readFile(join(repository, 'refs', encodeURIComponent(revision)), 'utf8').catch(() => '');
  return isCommit(text) ? text : null;
}

const marker = (folder: string, selection: string): string =>
  join(folder, `.complete-${encodeURIComponent(selection)}`);

/** Whether every file of the selection lies there in the size that was downloaded. */
async function isComplete(folder: string, selection: string): Promise<boolean> {
  const text = await readFile(marker(folder, selection), 'utf8').catch(() => '');
  if (text === '') return false;
  const sizes = Object.entries(JSON.parse(text) as Record<string, number>);
  const found = await Promise.all(sizes.map(([name]) => sizeOf(join(folder, name))));
  return sizes.every(([, size], i) => found[i] === size);
}

async function sizeOf(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.size ?? null;
}

async function writeText(path: string, text: string): Promise<void> {
  await writeWhole(path, text.length, async (file) => {
    await file.writeFile(text);
  });
}
