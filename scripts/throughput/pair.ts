/**
 * LoRA's training step and another variant's in one process, in turn: LoRA, other, other, LoRA … Prints one JSON object. Called by
 * `compare.ts`, a process a variant, as onnxruntime keeps memory after a session is released.
 */
import path from 'node:path';
import { ConfigError } from '@adaptbench/core';
import { open, options, peakRssBytes, print } from '../peers/adaptbench/side.ts';
import { type Took, inTurn } from '../paired/clock.ts';
import { type OpenedStep, openStep } from './step.ts';
import { reference, variants } from './variants.ts';

const o = options({ model: '', variant: '', rows: '', tokens: '', rounds: '9', warmup: '2', threads: '1' });
const variant = variants.find(({ name }) => name === o.variant);
if (!variant)
  throw new Error(`--variant ${o.variant}: expected one of ${variants.map((v) => v.name).join('; ')}`);
const { model, engine } = await open(o.model, o.threads);
const shape = { rows: Number(o.rows), tokens: Number(o.tokens) };

const measured = async (lora: OpenedStep, other: OpenedStep): Promise<object> => {
  const took = await inTurn(
    { reference: () => lora.run(), variant: () => other.run() },
    Number(o.rounds),
    Number(o.warmup),
  );
  const about = ({ flops, length, trainable }: OpenedStep, all: readonly Took[]) => ({
    flops,
    length,
    trainable,
    took: all,
  });
  return {
    state: 'done',
    ...shape,
    threads: Number(o.threads),
    reference: about(lora, took.reference),
    variant: about(other, took.variant),
    peakRssBytes: peakRssBytes(),
  };
};
try {
  const other = await openStep(model, engine, variant, shape);
  const lora = await openStep(model, engine, reference, shape);
  print(await measured(lora, other));
  await other.dispose();
  await lora.dispose();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  // Where the model lies is nobody's business who reads the results.
  print({ state: 'skipped', ...shape, reason: error.message.replaceAll(o.model, path.basename(o.model)) });
}
