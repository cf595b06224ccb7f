/** Every method on every engine that is here gives the gradients, logits and predictions that onnxruntime's CPU gives: at tiny size. */
import { fileURLToPath } from 'node:url';
import { ConfigError } from '@adaptbench/core';
import { hasNative } from '@adaptbench/engine-tfjs';
import { EngineError } from '@adaptbench/graph';
import { loadModel } from '@adaptbench/models';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { methods } from '../methods.ts';
import { gradientError, relativeError, samePredictions } from './compare.ts';
import { findEngines } from './engines.ts';
import { type ParityRow, parity } from './parity.ts';
import { configurationsOf } from './subject.ts';

const folder = (model: string): string =>
  fileURLToPath(new URL(`../../../packages/testing/fixtures/${model}`, import.meta.url));
const tensor = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

/**
 * Two virtual tokens at each place: the recurrent encoder is unrolled over them, and twenty took as long as all other methods together.
 */
const small = methods.map((method) =>
  method.name === 'p-tuning'
    ? {
        ...method,
        config: z.preprocess((given) => Object.assign({ layout: '2@start' }, given), method.config),
        space: { ...method.space, layout: ['2@start', '2@start+2@end', '1@start+2@after:*+1@end'] },
      }
    : method,
);

it.each(['tiny-llama', 'tiny-gpt2'])('engines agree on every method of %s', async (name) => {
  const portable = ['ort:cpu', 'tfjs:wasm'];
  const { engines } = await findEngines([...portable, ...(hasNative('cpu') ? ['tfjs:tensorflow'] : [])], 1);
  const model = await loadModel(folder(name));
  const rows = await parity(model, engines, small, { rows: 2, tokens: 8 }, () => {});
  const told = (row: ParityRow): string => `${row.method} on ${row.engine}: ${JSON.stringify(row)}`;
  expect(rows.filter(({ agrees }) => !agrees).map(told)).toEqual([]);
  const names = new Set(rows.map(({ method }) => method.split(' ')[0]!));
  expect(names).toEqual(
    new Set(['icl,', 'lora', 'adapter', 'prefix', 'prompt-tuning', 'p-tuning', 'full', 'partial', 'head']),
  );
  expect(rows.every(({ same, of }) => same === of)).toBe(true);
});

it('has a row for each form of a method', () => {
  const names = configurationsOf(methods).map(({ name }) => name);
  expect(names).toContain('icl, instruction, cot');
  expect(names).toContain('adapter placement=parallel');
  expect(new Set(names).size).toBe(names.length);
});

describe('engines', () => {
  it('that are named are known', async () => {
    await expect(findEngines(['ort:cpu', 'tfjs:wsam'], 1)).rejects.toThrow('Did you mean "tfjs:wasm"?');
    await expect(findEngines(['tfjs:wasm'], 1)).rejects.toThrow(ConfigError);
  });

  it.skipIf(hasNative('gpu'))('that are named and cannot be used are an error', async () => {
    await expect(findEngines(['ort:cpu', 'tfjs:tensorflow-gpu'], 1)).rejects.toThrow(EngineError);
  });
});

describe('errors', () => {
  it('are relative to the largest number, and infinite where there is none', () => {
    expect(relativeError(tensor(1, 3), tensor(1, 4))).toBe(0.25);
    expect(relativeError(tensor(NaN), tensor(1))).toBe(Infinity);
    expect(relativeError(tensor(1), tensor(1, 2))).toBe(Infinity);
  });

  it('of a gradient that is zero but for rounding are relative to the others', () => {
    const base = { q: tensor(2, 1), bias: tensor(1e-9, 0) };
    expect(gradientError({ q: tensor(2, 1), bias: tensor(0, 1e-9) }, base, ['q', 'bias']).error).toBeLessThan(
      1e-5,
    );
    expect(gradientError({ q: tensor(2, 0), bias: tensor(0, 0) }, base, ['q', 'bias'])).toEqual({
      error: 0.5,
      at: 'q',
    });
  });

  it('count the rows whose most likely token differs', () => {
    const logits = (...data: number[]) => ({ shape: [1, 2, 2], data: Float32Array.from(data) });
    expect(samePredictions(logits(1, 2, 3, 4), logits(1, 2, 4, 3))).toEqual({ same: 1, of: 2 });
  });
});
