/** The tiny checkpoints of packages/testing/fixtures, and training runs of reference implementations on them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Architecture,
  type Example,
  type LoadedModel,
  type Tensors,
  type Tokenizer,
  readSafetensors,
} from '@adaptbench/core';

export const fixtures: string = join(import.meta.dirname, '../fixtures');

/** One token a byte; enough where only ids matter. */
export const byteTokenizer: Tokenizer = {
  vocabularySize: 256,
  bos: null,
  eos: [0],
  encode: (text) => [...Buffer.from(text, 'utf8')],
  decode: (ids) => Buffer.from(ids.filter((i) => i > 0 && i < 256)).toString('utf8'),
  chat: null,
};

const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));

/** A fixture's weights in memory; `architectureOf` comes from the models package. */
export async function fixtureModel(
  name: string,
  architectureOf: (config: Record<string, unknown>) => Architecture,
): Promise<LoadedModel> {
  const dir = join(fixtures, name);
  const config = (await json(join(dir, 'config.json'))) as Record<string, unknown>;
  const architecture = architectureOf(config);
  const weights = readSafetensors(await readFile(join(dir, 'model.safetensors')));
  return {
    reference: name,
    sha256: name,
    architecture,
    config,
    tokenizer: byteTokenizer,
    frozen(weight) {
      const t = weights.get(weight);
      if (!t) throw new Error(`fixture ${name} has no tensor "${weight}"`);
      return { data: t.data };
    },
  };
}

/** What a reference implementation did, by packages/testing/golden. */
export interface TrainingGolden {
  readonly optimizer: {
    readonly learningRate: number;
    readonly weightDecay: number;
    readonly maxGradNorm: number;
  };
  readonly trainableParameters: number;
  readonly batches: readonly {
    readonly inputIds: number[][];
    readonly attentionMask: number[][];
    readonly labels: number[][];
  }[];
  readonly losses: readonly number[];
  readonly gradNorms: readonly number[];
}
export interface TrainingFixture {
  readonly golden: TrainingGolden;
  /** Tensors by the reference's names: gradients at the first step, after ten steps, and outputs. */
  readonly grads: Tensors;
  readonly after: Tensors;
  readonly outputs: Tensors;
  readonly folder: string;
}

export async function trainingFixture(model: string, run: string): Promise<TrainingFixture> {
  const folder = join(fixtures, model, run);
  const tensors = async (file: string): Promise<Tensors> =>
    readSafetensors(await readFile(join(folder, file)));
  return {
    golden: (await json(join(folder, 'golden.json'))) as TrainingGolden,
    grads: await tensors('grads.safetensors'),
    after: await tensors('after.safetensors'),
    outputs: await tensors('golden.safetensors'),
    folder,
  };
}

/** A golden batch as examples: padding cut off, the loss on the labelled tail. */
export function goldenExamples(batch: TrainingGolden['batches'][number]): Example[] {
  return batch.inputIds.map((row, b) => {
    const ids = row.slice(
      0,
      batch.attentionMask[b]!.reduce((x, y) => x + y, 0),
    );
    return { ids, from: batch.labels[b]!.findIndex((l) => l !== -100) };
  });
}

/** max |a − b| / max |b|. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    largest = Math.max(largest, Math.abs(b[i]!));
  }
  return a.length === b.length ? worst / (largest || 1) : Infinity;
}
