/** Decodes greedily after the prompt that decode.py printed. Prints decodeTokensPerSecond, firstTokenMs, peakRssBytes, newIds. */
import { readFile } from 'node:fs/promises';
import { noPatch, patchedModel } from '@adaptbench/core';
import { askedByIds, open, peakRssBytes, print } from '../../paired/process.ts';
import { options } from '../../options.ts';
import { quantile } from '@adaptbench/results';

const o = options({ model: '', peer: '', repeats: '5', threads: '2' });
const { promptIds, newIds } = JSON.parse(await readFile(o.peer, 'utf8')) as {
  promptIds: number[];
  newIds: number[];
};
const { model, engine } = await open(o.model, o.threads);
const patched = patchedModel(askedByIds(model), engine, noPatch, new Map());
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
  decodeTokensPerSecond: ((newIds.length - 1) * 1000) / (quantile(whole, 0.5) - quantile(first, 0.5)),
  firstTokenMs: quantile(first, 0.5),
  generateMs: whole,
  peakRssBytes: peakRssBytes(),
  sameTokens: String(tokens) === String(newIds),
  weightBytes: model.architecture.weights.reduce((n, w) => n + 4 * w.shape.reduce((a, b) => a * b, 1), 0),
});
await patched.dispose();
