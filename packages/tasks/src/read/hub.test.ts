/** A small hub on this machine that answers as the real one does: revisions, listings, files. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadError } from '@adaptbench/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTask } from '../load-task.ts';
import { hubFiles, parseHubData } from './hub.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const rows = (n: number): string =>
  Array.from({ length: n }, (_, i) => `{"sentence": "film ${i} of ${n}", "label": ${i % 2}}`).join('\n');
const files: Record<string, Record<string, string>> = {
  'org/plain': {
    'README.md': '# data',
    'data/train-00000-of-00002.jsonl': rows(30),
    'data/train-00001-of-00002.jsonl': rows(31),
    'data/validation.jsonl': rows(10),
    'data/test.jsonl': '{"sentence": "unlabelled", "label": -1}',
  },
  'org/named': {
    'README.md': `---\nfeatures:\n- name: label\n  dtype:\n    class_label:\n      names:\n        '0': bad\n        '1': good\n---\n`,
    'train.jsonl': rows(40),
  },
  'org/above': { 'data/../../../../above/train.csv': 'text,label\na,x' },
  'org/root': { '/tmp/adaptbench-root/train.csv': 'text,label\na,x' },
  'org/backslash': { [String.raw`data\..\..\train.csv`]: 'text,label\na,x' },
  'org/hidden': { '.files.json': '[]' },
  'org/large': { 'train.csv': 'text,label\na,x' },
  'org/grows': { 'train.csv': 'text,label\na,x' },
  'org/configs': { 'big/train.jsonl': rows(5), 'small/train.jsonl': rows(4), 'small/test.jsonl': rows(3) },
};

/** What is announced, where it is not what comes. */
const sizes: Record<string, number> = { 'org/large': 2 ** 40, 'org/grows': 5 };

let server: Server;
let hubUrl: string;
let asked: string[] = [];
const cacheDir = mkdtempSync(join(tmpdir(), 'adaptbench-hub-'));

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url!, hubUrl);
    asked.push(url.pathname);
    const api = /^\/api\/datasets\/([^/]+\/[^/]+)\/(?:revision\/([^/]+)|tree\/[^/]+)/u.exec(url.pathname);
    const resolve = /^\/datasets\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.*)$/u.exec(url.pathname);
    const json = (value: unknown): void => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    };
    const found = files[api?.[1] ?? resolve?.[1] ?? ''];
    if (!found) {
      response.statusCode = 404;
      json({ error: 'Repository not found' });
    } else if (resolve) {
      const bytes = Buffer.from(found[decodeURIComponent(resolve[2]!)]!);
      const [, from, to] = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '') ?? [];
      const part = bytes.subarray(Number(from ?? 0), to ? Number(to) + 1 : bytes.length);
      response
        .writeHead(from === undefined ? 200 : 206, {
          etag: '"x"',
          'content-length': part.length,
          'content-range': `bytes ${from ?? 0}-${Number(from ?? 0) + part.length - 1}/${bytes.length}`,
        })
        .end(part);
    } else if (api![2])
      json({ id: api![1], _id: '1', sha: commit, lastModified: '2024-01-01T00:00:00.000Z' });
    else
      json(
        Object.entries(found).map(([path, text]) => ({
          type: 'file',
          path,
          size: sizes[api![1]!] ?? text.length,
          oid: 'x',
        })),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(cacheDir, { recursive: true });
});

describe('data sets of the hub', () => {
  it('are named hf:org/name[@revision][/config][:split]', () => {
    expect(parseHubData('hf:stanfordnlp/sst2')).toEqual({ name: 'stanfordnlp/sst2', revision: 'main' });
    expect(parseHubData('hf:openai/gsm8k@v1/main:test')).toEqual({
      name: 'openai/gsm8k',
      revision: 'v1',
      config: 'main',
      split: 'test',
    });
    expect(parseHubData('data.csv')).toBeNull();
    expect(() => parseHubData('hf:sst2')).toThrow(LoadError);
    expect(() => parseHubData('hf:org/name@%E0%A4%A')).toThrow(LoadError);
  });

  it('have the names of classes that their README.md gives', async () => {
    const { task, notes } = await loadTask({ name: 'hf:org/named' }, 0, { cacheDir, hubUrl });
    expect(task.kind === 'classification' && task.labels).toEqual(['bad', 'good']);
    expect(notes).toContain('the classes of column "label" are called bad, good: README.md says so');
  });

  it('are downloaded once, and read offline from then on', async () => {
    const spec = { name: 'sst2', data: 'hf:org/plain' };
    await expect(loadTask({ ...spec, offline: true }, 0, { cacheDir, hubUrl })).rejects.toThrow(
      /"main" is not in the cache .* offline mode asks nobody/u,
    );
    const first = await loadTask(spec, 0, { cacheDir, hubUrl });
    expect(first.splits.test).toHaveLength(10);
    expect(first.splits.validation).toHaveLength(6);
    expect(first.splits.train).toHaveLength(55);
    expect(first.splits.train.some(({ id }) => id === 'train:61')).toBe(true);
    expect(first.notes).toContain('test: 1 row left out: label "-1"');
    asked = [];
    const second = await loadTask(spec, 0, { cacheDir, hubUrl });
    expect(asked.filter((path) => path.includes('/resolve/'))).toEqual([]);
    asked = [];
    expect(await loadTask({ ...spec, offline: true }, 0, { cacheDir, hubUrl })).toEqual(second);
    expect(asked).toEqual([]);
    expect(second.dataHash).toBe(first.dataHash);
  });

  it('of several configurations ask for one', async () => {
    const read = (reference: string) => hubFiles(parseHubData(reference)!, { cacheDir, hubUrl });
    await expect(read('hf:org/configs')).rejects.toThrow(
      'hf:org/configs: has several configurations. Add one to the name, e.g. "hf:org/configs/big". Known: big, small.',
    );
    await expect(read('hf:org/configs/smal')).rejects.toThrow(/Did you mean "small"\?/u);
    expect(Object.keys((await read('hf:org/configs/small')).splits)).toEqual(['test', 'train']);
    expect(Object.keys((await read('hf:org/configs/small:test')).splits)).toEqual(['all']);
    await expect(read('hf:org/configs/big:test')).rejects.toThrow('no split "test". It has train.');
  });

  it.each(['org/above', 'org/root', 'org/backslash', 'org/hidden'])(
    'are never written outside their folder: %s',
    async (name) => {
      const before = readdirSync(cacheDir, { recursive: true }).length;
      await expect(hubFiles(parseHubData(`hf:${name}`)!, { cacheDir, hubUrl })).rejects.toThrow(
        /^hf:org\/\w+: (?:names the file ".*", which is no plain path below its folder|has no data files .*: \.files\.json)\./u,
      );
      expect(existsSync(join(cacheDir, '..', 'above'))).toBe(false);
      expect(existsSync('/tmp/adaptbench-root')).toBe(false);
      // The listing and what it is of.
      expect(readdirSync(cacheDir, { recursive: true }).length - before).toBeLessThanOrEqual(6);
    },
  );

  it('that are too large are not begun, and what is longer than announced is not kept', async () => {
    await expect(hubFiles(parseHubData('hf:org/large')!, { cacheDir, hubUrl })).rejects.toThrow(
      /^hf:org\/large: train\.csv: takes 1048576 MiB: more than 384 MiB/u,
    );
    await expect(hubFiles(parseHubData('hf:org/grows')!, { cacheDir, hubUrl })).rejects.toThrow(
      /"train\.csv": more bytes arrived, 5 were announced/u,
    );
    expect(readdirSync(join(cacheDir, 'datasets', 'org--grows', commit))).toEqual(['.files.json']);
  });

  it('are listed anew where what was kept of the listing is damaged', async () => {
    const read = () => hubFiles(parseHubData('hf:org/configs/small')!, { cacheDir, hubUrl });
    const first = await read();
    writeFileSync(join(cacheDir, 'datasets', 'org--configs', commit, '.files.json'), '[{"path": 1}');
    expect(await read()).toEqual(first);
  });

  it('that cannot be kept are told with the path', async () => {
    const path = join(cacheDir, 'file');
    writeFileSync(path, '');
    await expect(hubFiles(parseHubData('hf:org/plain')!, { cacheDir: path, hubUrl })).rejects.toThrow(
      /file\/datasets\/.*: a part of the path is a file where a folder is needed \(ENOTDIR\)/u,
    );
  });

  it('that are not there are refused by name', async () => {
    await expect(hubFiles(parseHubData('hf:org/nothing')!, { cacheDir, hubUrl })).rejects.toThrow(
      'hf:org/nothing: no such data set or no revision "main" of it (404).',
    );
  });
});
