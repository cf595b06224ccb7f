/**
 * Data sets of the Hugging Face hub, as files in the cache: `hf:org/name[@revision][/config][:split]`. The revision is resolved to a
 * commit; `datasets/ORG--NAME/{refs/REVISION, COMMIT/FILE, COMMIT/.files.json}` lies in the cache folder. Data sets that are a script
 * are read from the Parquet files that the hub makes of them (revision `refs/convert/parquet`).
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type HubAccess, LoadError, below, fileError, hubAccess, hubApi } from '@adaptbench/core';
import { datasetInfo, downloadFile, listFiles } from '@huggingface/hub';
import { z } from 'zod';
import { splitsByCard } from './card-splits.ts';
import { isDataFile } from './file-name.ts';
import { checkSize } from './limits.ts';
import { type ChosenFiles, splitFiles } from './split-files.ts';
import type { SplitFiles } from './split-notes.ts';

export interface HubData {
  readonly name: string;
  readonly revision: string;
  readonly config?: string;
  readonly split?: string;
}

export interface HubOptions {
  /** Ask nobody: what is not in the cache is missing. Default: whether $HF_HUB_OFFLINE is 1. */
  readonly offline?: boolean | undefined;
  /** Default: $ADAPTBENCH_CACHE, else ~/.cache/adaptbench. */
  readonly cacheDir?: string | undefined;
  /** Default: $HF_ENDPOINT, else the public hub. */
  readonly hubUrl?: string | undefined;
}

/** Revision where the hub keeps Parquet files of a data set that has none itself. */
const CONVERTED = 'refs/convert/parquet';
/** Files of one repository that are looked at: the hub's own advice is to stay below it. */
const MOST_FILES = 100_000;
const PATTERN =
  /^hf:(?<name>[\w.-]+\/[\w.-]+?)(?:@(?<revision>[^/:\s]+))?(?:\/(?<config>[\w.-]+))?(?::(?<split>\w+))?$/u;

/** @throws LoadError where `reference` starts with `hf:` and is not such a name; null where it does not */
export function parseHubData(reference: string): HubData | null {
  if (!reference.startsWith('hf:')) return null;
  const groups = PATTERN.exec(reference)?.groups;
  const revision = decoded(groups?.['revision'] ?? 'main');
  if (!groups || revision === null)
    throw new LoadError(
      `${reference}: is not a data set of the hub: expected hf:org/name[@revision][/config][:split], e.g. hf:stanfordnlp/sst2 or hf:openai/gsm8k/main.`,
    );
  const { name, config, split } = groups;
  return {
    name: name!,
    revision,
    ...(config === undefined ? {} : { config }),
    ...(split === undefined ? {} : { split }),
  };
}

/** Revisions with a slash are written `refs%2Fpr%2F1`. */
function decoded(revision: string): string | null {
  try {
    return decodeURIComponent(revision);
  } catch {
    return null;
  }
}

/** Absolute paths by split, downloaded first where need be. @throws LoadError saying how to mend it */
export async function hubFiles(
  data: HubData,
  options: HubOptions = {},
): Promise<ChosenFiles & { readonly card: string }> {
  const offline = options.offline ?? process.env['HF_HUB_OFFLINE'] === '1';
  const cache = options.cacheDir ?? (process.env['ADAPTBENCH_CACHE'] || join(homedir(), '.cache/adaptbench'));
  const hub: Hub = {
    name: data.name,
    folder: join(cache, 'datasets', data.name.replace('/', '--')),
    access: hubAccess(options.hubUrl),
  };
  const where = `hf:${data.name}`;
  try {
    let found = await listing(hub, data.revision, offline);
    if (data.revision === 'main' && !found.files.some((f) => isDataFile(f.path) && f.path.includes('.')))
      found = await listing(hub, CONVERTED, offline);
    const names = found.files.map(({ path }) => path);
    const card = await cardOf(hub, found, offline);
    const { splits, notes } = splitsByCard(card, names, {
      where,
      config: data.config,
      byNames: () => splitFiles(names, where, data.config),
    });
    const chosen = data.split === undefined ? splits : onlySplit(splits, data.split, where);
    const sizes = new Map(found.files.map(({ path, size }) => [path, size]));
    const paths: Record<string, string[]> = {};
    for (const [split, files] of Object.entries(chosen))
      for (const path of files)
        (paths[split] ??= []).push(await fetched(hub, found.commit, path, sizes.get(path)!, offline));
    return { splits: paths, notes: data.split === undefined ? notes : [], card };
  } catch (cause) {
    throw hubError(cause, hub, data);
  }
}

/** Bytes of a README.md that is read. */
const MAX_CARD = 2 ** 20;

/** The text of its README.md; '' where there is none, or none is in the cache. */
async function cardOf(hub: Hub, { commit, files }: Listed, offline: boolean): Promise<string> {
  const card = files.find(({ path }) => path === 'README.md');
  if (card === undefined || card.size > MAX_CARD) return '';
  const local = below(join(hub.folder, commit), card.path, `hf:${hub.name}`);
  if (offline && (await stat(local).catch(() => null)) === null) return '';
  return readFile(await fetched(hub, commit, card.path, card.size, offline), 'utf8');
}

interface Hub {
  readonly name: string;
  readonly folder: string;
  readonly access: HubAccess;
}

const Listing = z.array(z.object({ path: z.string(), size: z.number() }));
interface Listed {
  readonly commit: string;
  readonly files: z.infer<typeof Listing>;
}

async function listing(hub: Hub, revision: string, offline: boolean): Promise<Listed> {
  const ref = join(hub.folder, 'refs', encodeURIComponent(revision));
  const commit = offline
    ? await readFile(ref, 'utf8').then(commitIn, () => null)
    : await commitOf(hub, revision);
  if (commit === null) throw notCached(hub, revision);
  const saved = join(hub.folder, commit, '.files.json');
  const known = await readFile(saved, 'utf8').then(listed, () => null);
  if (known !== null) return { commit, files: known };
  if (offline) throw notCached(hub, revision);
  const files: { path: string; size: number }[] = [];
  const repo = { type: 'dataset', name: hub.name } as const;
  const asked = { ...hub.access, repo, revision: commit, recursive: true, fetch: hubApi(hub.access) };
  for await (const f of listFiles(asked)) {
    if (f.type === 'file') files.push({ path: f.path, size: f.size });
    if (files.length > MOST_FILES)
      throw new LoadError(
        `hf:${hub.name}: lists more than ${MOST_FILES} files. Download those that you need, and give them with --data.`,
      );
  }
  await write(saved, JSON.stringify(files));
  await write(ref, commit);
  return { commit, files };
}

const commitIn = (text: string): string | null => (/^[0-9a-f]{40}$/u.test(text) ? text : null);

/** A listing as it was saved; null where the file is not one. */
function listed(text: string): Listed['files'] | null {
  try {
    return Listing.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function commitOf(hub: Hub, revision: string): Promise<string> {
  const info = await datasetInfo({
    ...hub.access,
    name: hub.name,
    revision,
    additionalFields: ['sha'],
    fetch: hubApi(hub.access),
  });
  const commit = commitIn(info.sha);
  if (commit !== null) return commit;
  throw new LoadError(`hf:${hub.name}: the hub gave no commit for revision "${revision}".`);
}

async function fetched(
  hub: Hub,
  commit: string,
  path: string,
  size: number,
  offline: boolean,
): Promise<string> {
  const local = below(join(hub.folder, commit), path, `hf:${hub.name}`);
  if ((await stat(local).catch(() => null))?.size === size) return local;
  if (offline) throw notCached(hub, path);
  checkSize(size, `hf:${hub.name}: ${path}`);
  const repo = { type: 'dataset', name: hub.name } as const;
  const blob = await downloadFile({ ...hub.access, repo, revision: commit, path });
  if (blob === null) throw new LoadError(`hf:${hub.name}: "${path}" is listed but not there.`);
  const temporary = `${local}.${randomUUID().slice(0, 8)}.part`;
  await mkdir(dirname(local), { recursive: true });
  try {
    let arrived = 0;
    const announced = async function* (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
      for await (const chunk of chunks) {
        arrived += chunk.length;
        if (arrived > size) break;
        yield chunk;
      }
    };
    await pipeline(Readable.fromWeb(blob.stream() as never), announced, createWriteStream(temporary));
    if (arrived !== size)
      throw new LoadError(
        `hf:${hub.name}: "${path}": ${arrived > size ? 'more' : arrived} bytes arrived, ${size} were announced. Try again.`,
      );
    await rename(temporary, local);
  } finally {
    await rm(temporary, { force: true });
  }
  return local;
}

function onlySplit(splits: SplitFiles, split: string, where: string): SplitFiles {
  const files = Object.entries(splits).find(([name]) => name === split)?.[1];
  if (!files) throw new LoadError(`${where}: no split "${split}". It has ${Object.keys(splits).join(', ')}.`);
  return { all: files };
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

const notCached = (hub: Hub, what: string): LoadError =>
  new LoadError(
    `hf:${hub.name}: "${what}" is not in the cache (${hub.folder}) and offline mode asks nobody. Run once without it, or give local files with --data.`,
  );

function hubError(error: unknown, hub: Hub, data: HubData): Error {
  const cause = fileError(error);
  if (cause instanceof LoadError) return cause;
  const { statusCode, message } = cause as { statusCode?: number; message?: string };
  const where = `hf:${hub.name}`;
  if (statusCode === 401 || statusCode === 403)
    return new LoadError(
      `${where}: ${hub.access.hubUrl} refused access (${statusCode}): no such data set, or a private or gated one. Check the name, or set HF_TOKEN.`,
      { cause },
    );
  if (statusCode === 404)
    return new LoadError(`${where}: no such data set or no revision "${data.revision}" of it (404).`, {
      cause,
    });
  return new LoadError(
    `${where}: download from ${hub.access.hubUrl} failed (${statusCode ?? message ?? String(cause)}). Check the connection, or give local files with --data.`,
    { cause },
  );
}
