/** Adapters against an independent PyTorch definition (float64), by packages/testing/golden/adapters.py. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LoadedModel, type Patch, type Tensors, patchedModel } from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { architectureOf } from '@adaptbench/models';
import {
  type TrainingFixture,
  fixtureModel,
  fixtures,
  relativeError,
  testTraining,
  trainingFixture,
} from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import adapter, { configFromAdapterHub } from './index.ts';

const cases = ['tiny-llama', 'tiny-gpt2'].flatMap((name) =>
  ['houlsby', 'pfeiffer', 'parallel'].map((placement) => [name, `adapter-${placement}`] as const),
);

async function open(
  name: string,
  run: string,
): Promise<{ model: LoadedModel; patch: Patch; fixture: TrainingFixture; start: Tensors }> {
  const model = await fixtureModel(name, architectureOf);
  const folder = join(fixtures, name, run, 'before');
  const files = new Map(
    await Promise.all(
      (await readdir(folder)).map(async (f) => [f, await readFile(join(folder, f))] as const),
    ),
  );
  const patch = adapter.patch(configFromAdapterHub(files), model);
  return { model, patch, fixture: await trainingFixture(name, run), start: patch.artifact!.read(files) };
}
const nameOf = (tensor: string): string => tensor.replace('.adapters.default.', '.adapters.golden.');

describe('adapters are PyTorch’s', () => {
  for (const [name, run] of cases) {
    testTraining(`${name} ${run}`, {
      engine: referenceEngine,
      load: async () => ({ ...(await open(name, run)), nameOf }),
    });

    it(`${name} ${run}: logits before and after training`, async () => {
      const { model, patch, fixture, start } = await open(name, run);
      const { cases: texts } = JSON.parse(await readFile(join(fixtures, name, 'golden.json'), 'utf8')) as {
        cases: { plain: { inputIds: number[][] } };
      };
      const after = new Map([...start.keys()].map((t) => [t, fixture.after.get(nameOf(t))!]));
      for (const [state, golden] of [
        [start, 'logits.before'],
        [after, 'logits.after'],
      ] as const) {
        const { data } = await patchedModel(model, referenceEngine, patch, state).logits(
          texts.plain.inputIds[0]!,
        );
        const last = (data as Float32Array).slice(-4 * model.architecture.shape.vocabulary);
        expect(relativeError(last, fixture.outputs.get(golden)!.data)).toBeLessThan(1e-5);
      }
    });
  }
});
