/** Scores the requests that score_fewshot.py scores. Prints itemsPerSecond, wallSeconds, peakRssBytes, logProbs. */
import { readFile } from 'node:fs/promises';
import { type ScoreRequest, noPatch, patchedModel } from '@adaptbench/core';
import { open, peakRssBytes, print } from '../../paired/process.ts';
import { options } from '../../options.ts';

const o = options({ model: '', requests: '', share: 'yes', threads: '2', device: 'cpu' });
const { model, engine } = await open(o.model, o.threads, o.device);
const requests = (await readFile(o.requests, 'utf8'))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as ScoreRequest);
const patched = patchedModel(model, engine, noPatch, new Map(), { sharePrompt: o.share === 'yes' });
await patched.score(requests.slice(0, 2)); // compiles
const start = performance.now();
const results = await patched.score(requests);
const wallSeconds = (performance.now() - start) / 1000;
print({
  itemsPerSecond: requests.length / wallSeconds,
  wallSeconds,
  items: requests.length,
  promptTokens: results.reduce((n, r) => n + r.promptTokens, 0),
  sharePrompt: o.share === 'yes',
  peakRssBytes: peakRssBytes(),
  logProbs: results.map((r) => r.logProbs),
});
await patched.dispose();
