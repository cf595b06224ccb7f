/**
 * A real file: SmolLM2-135M-Instruct.Q4_1.gguf (98,362,432 bytes). Give its path in ADAPTBENCH_SMOLLM2_GGUF; without it these tests are
 * skipped.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSafetensorsHeader } from '@adaptbench/core';
import { afterAll, describe, expect, test } from 'vitest';
import type { Checkpoint } from './checkpoint.ts';
import { float32Weights } from './float32.ts';
import { openCheckpoint } from './open.ts';

const path = process.env['ADAPTBENCH_SMOLLM2_GGUF'] ?? '';
const cacheDir = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => rmSync(cacheDir, { recursive: true }));

interface Golden {
  readonly texts: readonly { readonly text: string; readonly ids: number[]; readonly decoded: string }[];
  readonly chats: readonly {
    readonly messages: { role: 'user' | 'system' | 'assistant'; content: string }[];
    readonly prompt: boolean;
    readonly text: string;
  }[];
}
/** Remake with `python packages/testing/golden/tokenizer.py FILE`. */
const golden = JSON.parse(
  readFileSync(new URL('../tokenizer/__fixtures__/smollm2.json', import.meta.url), 'utf8'),
) as Golden;

describe.skipIf(path === '')('SmolLM2 (skipped unless ADAPTBENCH_SMOLLM2_GGUF names the file)', () => {
  test('tokenizer and chat template are those of Hugging Face', async () => {
    const { tokenizer } = await openCheckpoint(path, { cacheDir });
    for (const { text, ids, decoded } of golden.texts) {
      expect([text, tokenizer.encode(text)]).toEqual([text, ids]);
      expect(tokenizer.decode(ids)).toBe(decoded);
    }
    for (const { messages, prompt, text } of golden.chats)
      expect(tokenizer.chat!(messages, prompt)).toBe(text);
    expect([tokenizer.vocabularySize, tokenizer.bos, tokenizer.eos]).toEqual([49152, null, [2]]);
  });

  test('opens in few seconds of processor once converted, with the weights of the first time', async () => {
    const names = ['model.norm.weight', 'model.layers.0.self_attn.q_proj.weight'];
    const mapped = ({ tensors, sha256 }: Checkpoint): ReturnType<typeof float32Weights> =>
      float32Weights(
        names.map((name) => tensors.get(name)!),
        sha256,
        cacheDir,
      );
    const first = await mapped(await openCheckpoint(path, { cacheDir }));
    const start = process.cpuUsage();
    const checkpoint = await openCheckpoint(path, { cacheDir });
    const again = await mapped(checkpoint);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1e6).toBeLessThan(5);
    expect(again).toEqual(first);
    expect(checkpoint.tensors.size).toBe(272);
    expect(checkpoint.config).toMatchObject({
      hidden_size: 576,
      head_dim: 64,
      rms_norm_eps: 1e-5,
      rope_theta: 1e5,
    });
    const { file } = again.get('model.norm.weight')!;
    const bytes = readFileSync(file);
    const length = Number(bytes.readBigUInt64LE());
    expect(
      parseSafetensorsHeader(bytes.subarray(8, 8 + length), bytes.length - 8 - length, file).tensors.size,
    ).toBe(2);
  });
});
