/** Real engines on tiny models, each in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ChoiceFor, chooseEngine } from './choose.ts';
import { miniatureOf } from './miniature.ts';

/** A machine without TensorFlow's library. */
const cache = mkdtempSync(path.join(tmpdir(), 'adaptbench-choose-'));
beforeAll(() => void vi.stubEnv('ADAPTBENCH_CACHE', cache));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

const reference = fileURLToPath(new URL('../../../packages/testing/fixtures/tiny-llama', import.meta.url));
const run: ChoiceFor = { model: { reference }, threads: 1, called: '4 trials' };
const ort = { engine: 'ort', device: 'cpu' };
const wasm = { engine: 'tfjs', device: 'wasm' };
const absent = [{ engine: 'ort', device: 'cuda', reason: 'no card' }];

test('what can be used is measured in turn; what turns out not to work is absent, with its reason', async () => {
  const usable = [ort, wasm, { engine: 'tfjs', device: 'tensorflow' }];
  const works = { 'train step': 1e6, prompt: 1e6, decode: 1e6 };
  const compiles = { 'train step': 1, prompt: 1, decode: 1 };
  const choice = await chooseEngine({ usable, absent }, run, { processes: 1, compiles, works });
  expect(choice.measured).toMatchObject([ort, wasm]);
  const [usual, other] = choice.measured;
  expect(Object.keys(usual!.works)).toEqual(['train step', 'prompt', 'decode']);
  expect(Object.keys(other!.timesAsLong)).toEqual(['train step', 'prompt', 'decode', 'whole']);
  for (const { ratio, rounds } of Object.values(other!.timesAsLong)) {
    expect(ratio).toBeGreaterThan(0);
    expect(rounds).toBeGreaterThanOrEqual(3);
  }
  expect(choice.absent.map(({ device }) => device)).toEqual(['cuda', 'tensorflow']);
  expect(choice.absent[1]!.reason).toContain('Run `pnpm tfjs:native`');
});

test('a second run of the same shapes takes what was measured, and says from when, unless it is told to measure anew', async () => {
  const usable = [ort, wasm];
  const works = { 'train step': 0, prompt: 10, decode: 0 };
  const demand = { processes: 1, compiles: works, works };
  const first = await chooseEngine({ usable, absent }, run, demand);
  expect(first).not.toHaveProperty('measuredAt');
  const second = await chooseEngine({ usable, absent }, run, { ...demand, works: { ...works, prompt: 11 } });
  expect(second.measured[1]!.works).toEqual(first.measured[1]!.works);
  expect(second.why).toContain(`on ${second.measuredAt!.slice(0, 10)} (\`pnpm bench doctor\` measures anew)`);
  expect(second.seconds).toBeLessThan(first.seconds);
  expect(await chooseEngine({ usable, absent }, run, demand, { anew: true })).not.toHaveProperty(
    'measuredAt',
  );
});

describe('nothing is measured, and no model opened', () => {
  const nowhere = { ...run, model: { reference: 'no/such-model' } };
  const ones = { 'train step': 1, prompt: 1, decode: 1 };
  const some = { processes: 1, compiles: ones, works: ones };
  test('where one engine can be used', async () => {
    expect(await chooseEngine({ usable: [ort], absent }, nowhere, some)).toMatchObject({
      ...ort,
      why: expect.stringContaining('the only one that can be used here (absent: ort:cuda;') as string,
      measured: [],
    });
  });
  test('where no trial asks a model', async () => {
    const zeros = { 'train step': 0, prompt: 0, decode: 0 };
    const none = { processes: 0, compiles: zeros, works: zeros };
    expect(await chooseEngine({ usable: [ort, wasm], absent }, nowhere, none)).toMatchObject(ort);
  });
});

describe('a miniature', () => {
  test('is a small model whole, and the first layers of a large one', () => {
    const llama = { model_type: 'llama', num_attention_heads: 4, vocab_size: 3000, hidden_act: 'silu' };
    const small = { ...llama, hidden_size: 64, intermediate_size: 128, num_hidden_layers: 3 };
    expect(miniatureOf(small)).toMatchObject({
      factor: 1,
      model: { architecture: { shape: { layers: 3, d: 64, vocabulary: 3000 } } },
    });
    const large = { ...llama, hidden_size: 512, intermediate_size: 1536, num_hidden_layers: 30 };
    expect(miniatureOf(large)).toMatchObject({
      factor: 29,
      model: { architecture: { shape: { layers: 2, d: 512, vocabulary: 1024 } } },
    });
  });
  test('knows the layers of a family that names them otherwise', () => {
    expect(miniatureOf({ model_type: 'gpt2', n_layer: 12, n_embd: 768, n_head: 12 })).toMatchObject({
      factor: 11,
      model: { architecture: { shape: { layers: 2, d: 768, vocabulary: 1024 } } },
    });
  });
});
