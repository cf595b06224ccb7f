/** The model that lies in packages/embedded/model: made by this recipe, read here as transformers reads it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Tensors, encodeText, noPatch, patchedModel } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { loadModel } from '@adaptbench/models';
import { expect, test } from 'vitest';
import { lossMeter } from './held-back-loss.ts';
import { CONTEXT, HELD_BACK, config, seed, stages } from '../recipe.ts';
import { drawSequences } from './sequences.ts';

interface Golden {
  readonly texts: readonly { readonly text: string; readonly ids: number[]; readonly bare: number[] }[];
  readonly scored: { readonly text: string; readonly loss: number; readonly logits: readonly number[] };
}
const packages = path.join(import.meta.dirname, '../../..');
const folder = path.join(packages, 'embedded/model');
const golden = JSON.parse(
  await readFile(path.join(packages, 'testing/fixtures/embedded/golden.json'), 'utf8'),
) as Golden;
const training = JSON.parse(await readFile(path.join(folder, 'training.json'), 'utf8')) as {
  readonly seed: number;
  readonly heldBackLoss: number;
  readonly stages: readonly { readonly sequences: number }[];
};
const model = await loadModel(folder);
const engine = await createOrtEngine({ device: 'cpu', threads: 1 });
const none: Tensors = new Map();

test('it was made by the recipe as it stands', () => {
  expect(model.config).toMatchObject(config);
  expect(training.seed).toBe(seed);
  expect(training.stages.map(({ sequences }) => sequences)).toEqual(stages.map(({ sequences }) => sequences));
});

test('texts have the ids that transformers gives', () => {
  for (const { text, ids, bare } of golden.texts) {
    expect(encodeText(model.tokenizer, text)).toEqual(ids);
    expect(model.tokenizer.encode(text)).toEqual(bare);
  }
});

test('its logits and loss are those of transformers', async () => {
  const { text, loss, logits } = golden.scored;
  const ids = encodeText(model.tokenizer, text);
  const lm = patchedModel(model, engine, noPatch, none);
  const found = await lm.logits(ids);
  const last = found.data.subarray((ids.length - 1) * config.vocab_size);
  for (const [i, expected] of logits.entries()) expect(last[i]).toBeCloseTo(expected, 3);
  await lm.dispose();
  const meter = await lossMeter(model, engine, noPatch, [{ ids, from: 1 }]);
  expect(await meter.loss(none)).toBeCloseTo(loss, 4);
  await meter.dispose();
});

test('on documents that were held back its loss is the one in its card', async () => {
  const sequences = drawSequences(model.tokenizer, {
    seed,
    mixture: 'everything',
    part: 'held back',
    count: HELD_BACK,
    length: CONTEXT,
  });
  const meter = await lossMeter(model, engine, noPatch, sequences);
  expect(await meter.loss(none)).toBeCloseTo(training.heldBackLoss, 3);
  await meter.dispose();
});

test('its card names the weights that lie there', async () => {
  const hash = createHash('sha256').update(await readFile(path.join(folder, 'model.safetensors')));
  expect(await readFile(path.join(folder, 'README.md'), 'utf8')).toContain(hash.digest('hex'));
});
