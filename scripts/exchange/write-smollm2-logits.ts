/**
 * Writes full logits of the golden prompts, one `prompt_<i>.safetensors` each, for check_smollm2.py to compare with transformers:
 *   node --import tsx scripts/exchange/write-smollm2-logits.ts MODEL.gguf FOLDER
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noPatch, patchedModel, writeSafetensors } from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import { loadModel } from '@adaptbench/models';

const [gguf, folder] = process.argv.slice(2);
if (!gguf || !folder) throw new Error('usage: write-smollm2-logits.ts MODEL.gguf FOLDER');
const golden = JSON.parse(
  await readFile(join(import.meta.dirname, '../../packages/testing/fixtures/smollm2/golden.json'), 'utf8'),
) as { prompts: { ids: number[]; newIds: number[]; text: string; margins: number[] }[] };
const model = await loadModel(gguf);
const patched = patchedModel(model, await createOrtEngine({ device: 'cpu' }), noPatch, new Map());
await mkdir(folder, { recursive: true });
let same = 0;
for (const [i, { ids, text, newIds, margins }] of golden.prompts.entries()) {
  const { shape, data } = await patched.logits(ids);
  await writeFile(
    join(folder, `prompt_${i}.safetensors`),
    writeSafetensors(new Map([[`prompt_${i}`, { shape, data: data as Float32Array }]])),
  );
  const [out] = await patched.generate([{ context: text, maxNewTokens: 64, stop: [] }]);
  const want = newIds.filter((id) => !model.tokenizer.eos.includes(id));
  const equal = String(out!.tokens) === String(want);
  if (equal) same++;
  else {
    const at = want.findIndex((id, k) => id !== out!.tokens[k]);
    console.log(`prompt ${i}: first different token ${at}, where the reference's margin is ${margins[at]}`);
  }
}
console.log(`${same} of ${golden.prompts.length} greedy continuations are identical`);
await patched.dispose();
