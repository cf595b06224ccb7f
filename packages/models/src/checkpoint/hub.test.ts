import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LoadError } from '@adaptbench/core';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { sha256 } from './hash.ts';
import { parseHubReference } from './hub-reference.ts';
import { openCheckpoint } from './open.ts';

/** A hub with the endpoints that a download uses: revision, tree, resolve (with ranges). */
const FIXTURES = fileURLToPath(new URL('../../../testing/fixtures/', import.meta.url));
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const read = (folder: string, ...names: string[]): Record<string, Buffer> =>
  Object.fromEntries(names.map((name) => [name, readFileSync(join(FIXTURES, folder, name))]));
const tiny = read(
  'tiny-llama',
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'model.safetensors',
);
const sharded = {
  ...read('tiny-llama', 'tokenizer.json', 'tokenizer_config.json'),
  ...read('tiny-llama-bf16-sharded', 'config.json', 'model.safetensors.index.json'),
  ...read('tiny-llama-bf16-sharded', 'model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'),
};
const repositories: Record<string, Record<string, Buffer>> = {
  'org/tiny': tiny,
  'org/sharded': sharded,
  'org/both': { ...tiny, 'model.safetensors.index.json': sharded['model.safetensors.index.json']! },
  'org/pickle': { 'config.json': tiny['config.json']!, 'pytorch_model.bin': Buffer.from('x') },
  'org/quants': { 'a-Q4_0.gguf': Buffer.from('GGUF'), 'b-Q8_0.gguf': Buffer.from('GGUF') },
};

let requests: string[] = [];
/** Changes what is sent of a file; null ends the connection half-way. */
let tamper: (path: string, bytes: Buffer) => Buffer | null = (_, bytes) => bytes;

const server = createServer((request, response) => answer(request, response));
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const scratch = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => {
  server.close();
  rmSync(scratch, { recursive: true });
});

let caches = 0;
let cacheDir: string;
beforeEach(() => {
  requests = [];
  tamper = (_, bytes) => bytes;
  cacheDir = join(scratch, `cache-${caches++}`);
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? '/', hubUrl);
  requests.push(pathname);
  const json = (value: unknown): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  const [, api, name, rest] = /^(\/api\/models)?\/(\w+\/\w+)\/(.*)$/.exec(pathname) ?? [];
  if (name === 'org/gated') return void response.writeHead(403).end();
  if (name === 'org/secret') return void response.writeHead(401).end();
  const files = repositories[name ?? ''];
  if (!files || !rest) return void response.writeHead(404).end();
  if (rest === 'revision/main') return json({ _id: '1', id: name, sha: COMMIT });
  if (api && rest === `tree/${COMMIT}`)
    return json(
      Object.entries(files).map(([path, bytes]) => ({
        type: 'file',
        path,
        size: bytes.length,
        oid: '1',
        lfs: path.endsWith('.safetensors') ? { oid: sha256(bytes), size: bytes.length } : undefined,
      })),
    );
  const path = rest.slice(`resolve/${COMMIT}/`.length);
  const bytes = files[path];
  if (!bytes) return void response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
  if (request.headers.range)
    return void response
      .writeHead(206, { etag: '"1"', 'content-range': `bytes 0-0/${bytes.length}` })
      .end(bytes.subarray(0, 1));
  const sent = tamper(path, bytes);
  if (sent !== null) return void response.writeHead(200).end(sent);
  response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 10));
  setTimeout(() => response.destroy(), 20);
}

const fault = async (reference: string, more: object = {}): Promise<string> => {
  const error: unknown = await openCheckpoint(reference, { cacheDir, hubUrl, ...more }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(LoadError);
  return (error as Error).message.replaceAll(hubUrl, 'HUB').replaceAll(cacheDir, 'CACHE');
};

test('a whole file goes before an index beside it, whose shards may be gone', async () => {
  const { tensors } = await openCheckpoint('org/both', { cacheDir, hubUrl });
  expect(new Set([...tensors.values()].map((t) => basename(t.file)))).toEqual(new Set(['model.safetensors']));
  expect(requests.some((r) => r.includes('index.json'))).toBe(false);
});

test('a repository is downloaded once, and then opened offline without a request', async () => {
  const first = await openCheckpoint('org/tiny', { cacheDir, hubUrl });
  expect(first.commit).toBe(COMMIT);
  expect(first.reference).toBe('org/tiny');
  expect(requests.filter((r) => r.includes('/resolve/')).length).toBe(8); // four files: size, then content
  requests = [];
  const second = await openCheckpoint('org/tiny', { cacheDir, hubUrl, offline: true });
  const pinned = await openCheckpoint(`org/tiny@${COMMIT}`, { cacheDir, hubUrl });
  expect(requests).toEqual([]);
  const local = await openCheckpoint(join(FIXTURES, 'tiny-llama'), { cacheDir });
  expect([first, second, pinned].map((c) => c.sha256)).toEqual([local.sha256, local.sha256, local.sha256]);
  await openCheckpoint('org/tiny', { cacheDir, hubUrl });
  expect(requests).toEqual(['/api/models/org/tiny/revision/main']);
});

test('shards are downloaded with their index', async () => {
  const { tensors } = await openCheckpoint('org/sharded', { cacheDir, hubUrl });
  expect(new Set([...tensors.values()].map((t) => t.file)).size).toBe(2);
});

test('a broken connection is tried again', async () => {
  let broken = 0;
  tamper = (path, bytes) => (path === 'model.safetensors' && broken++ < 1 ? null : bytes);
  await openCheckpoint('org/tiny', { cacheDir, hubUrl });
  expect(broken).toBe(2);
});

test('a download that stays incomplete or damaged is never taken for whole', async () => {
  tamper = (path, bytes) => (path === 'model.safetensors' ? bytes.subarray(0, 100) : bytes);
  expect(await fault('org/tiny')).toMatch(
    /download from HUB failed \("model.safetensors": 100 bytes arrived, \d+ were/,
  );
  tamper = (path, bytes) => (path === 'model.safetensors' ? Buffer.from(bytes).fill(1, 5000) : bytes);
  expect(await fault('org/tiny')).toMatch(/"model.safetensors" arrived damaged: its SHA-256 is not/);
  const folder = join(cacheDir, 'hub', 'org--tiny', COMMIT);
  expect(readdirSync(folder).toSorted()).toEqual(['config.json', 'tokenizer.json', 'tokenizer_config.json']);
  expect(await fault('org/tiny', { offline: true })).toBe(
    'org/tiny: revision "main" is not in the cache (CACHE/hub/org--tiny) and offline mode asks nobody. Run once without --offline.',
  );
  tamper = (_, bytes) => bytes;
  await openCheckpoint('org/tiny', { cacheDir, hubUrl });
  writeFileSync(join(folder, 'model.safetensors'), 'cut short later');
  expect(await fault('org/tiny', { offline: true })).toMatch(/not in the cache/);
});

const refused = (name: string, status: number): string =>
  `${name}: HUB refused access (${status}): no such model, or a private or gated one. Check the name; accept its licence on the hub and set HF_TOKEN to a token that may read it.`;

test('the hub’s refusals say what to do', async () => {
  expect(await fault('org/none')).toBe(
    'org/none: HUB has no such model or no revision "main" of it (404). Check both.',
  );
  expect(await fault('org/tiny@other')).toMatch(/no revision "other" of it \(404\)/);
  expect(await fault('org/secret')).toBe(refused('org/secret', 401));
  expect(await fault('org/gated')).toBe(refused('org/gated', 403));
  expect(await fault('org/pickle')).toMatch(/^org\/pickle: only PyTorch weights \(pytorch_model\.bin\)/);
  expect(await fault('org/quants')).toBe(
    'org/quants: no model.safetensors, but 2 GGUF files. Name one: org/quants/a-Q4_0.gguf',
  );
  expect(await fault('org/quants/c.gguf')).toBe(
    'org/quants: no file "c.gguf": expected one of a-Q4_0.gguf, b-Q8_0.gguf.',
  );
  expect(await fault('org/quants/a-Q4_0.gguf')).toMatch(/a-Q4_0\.gguf: not a GGUF file/);
});

test('a hub that cannot be reached is said, and whether the cache would do', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const nowhere = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
  closed.close();
  expect(await fault('org/tiny', { hubUrl: nowhere })).toBe(
    `org/tiny: download from ${nowhere} failed (ECONNREFUSED). Check the connection, or give a local folder or .gguf file.`,
  );
  await openCheckpoint('org/tiny', { cacheDir, hubUrl });
  expect(await fault('org/tiny', { hubUrl: nowhere })).toMatch(
    /The revision is in the cache: pass --offline/,
  );
});

test('references are read as they are written', () => {
  expect(parseHubReference('org/name', undefined)).toEqual({ name: 'org/name', revision: 'main' });
  expect(parseHubReference('org/name@v1', undefined)).toEqual({ name: 'org/name', revision: 'v1' });
  expect(parseHubReference('org/name', 'refs/pr/1')).toEqual({ name: 'org/name', revision: 'refs/pr/1' });
  expect(parseHubReference('org/name/q/x.gguf@v1', 'v1')).toEqual({
    name: 'org/name',
    revision: 'v1',
    file: 'q/x.gguf',
  });
  expect(parseHubReference('org/name/../../x.gguf', undefined)).toBeNull();
  for (const odd of ['name', '../name', 'a/b/c', 'org/..', '', 'org/na me'])
    expect([odd, parseHubReference(odd, undefined)]).toEqual([odd, null]);
  expect(() => parseHubReference('org/name@a', 'b')).toThrow(LoadError);
});
