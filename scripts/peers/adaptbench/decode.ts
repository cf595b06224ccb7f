/** Decodes greedily after the prompt that decode.py printed. Prints decodeTokensPerSecond, firstTokenMs, peakRssBytes, newIds. */
import { readFile } from 'node:fs/promises';
import { type LoadedModel, noPatch, patchedModel } from '@adaptbench/core';
import { median, open, options, peakRssBytes, print } from './side.ts';

const o = options({ model: '', peer: '', repeats: '5', threads: '2' });
const { promptIds, newIds } = JSON.parse(await readFile(o.peer, 'utf8')) as {
  promptIds: number[];
  newIds: number[];
};
const { model, engine } = await open(o.model, o.threads);
// Prompts are ids here, and generation goes on whatever comes, as the peer's does.
const byIds: LoadedModel = {
  ...model,
  tokenizer: {
    ...model.tokenizer,
    bos: null,
    eos: [-1],
    encode: (text) => text.split(' ').map(Number),
    decode: (ids) => ids.join(' '),
  },
};
const patched = patchedModel(byIds, engine, noPatch, new Map());
const ask = async (maxNewTokens: number): Promise<{ ms: number; tokens: readonly number[] }> => {
  const start = performance.now();
  const [out] = await patched.generate([{ context: promptIds.join(' '), maxNewTokens, stop: [] }]);
  return { ms: performance.now() - start, tokens: out!.tokens };
};
await ask(4);
const first: number[] = [];
const whole: number[] = [];
let tokens: readonly number[] = [];
for (let i = 0; i < Number(o.repeats); i++) {
  first.push((await ask(1)).ms);
  const all = await ask(newIds.length);
  whole.push(all.ms);
  tokens = all.tokens;
}
print({
  decodeTokensPerSecond: ((newIds.length - 1) * 1000) / (median(whole) - median(first)),
  firstTokenMs: median(first),
  generateMs: whole,
  peakRssBytes: peakRssBytes(),
  sameTokens: String(tokens) === String(newIds),
  weightBytes: model.architecture.weights.reduce((n, w) => n + 4 * w.shape.reduce((a, b) => a * b, 1), 0),
});
await patched.dispose();
