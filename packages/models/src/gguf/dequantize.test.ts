import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dequantize } from './dequantize.ts';
import { ggmlTypes } from './types.ts';
import type { GgmlType } from './types.ts';

/** From gguf-py; remake with `python packages/testing/golden/gguf_quants.py`. */
const golden = JSON.parse(readFileSync(new URL('__fixtures__/quants.json', import.meta.url), 'utf8')) as {
  types: Record<string, { blocks: string; float32: string }>;
};

const trivial = new Set<string>(['F32', 'F64']);

for (const type of Object.keys(ggmlTypes) as GgmlType[]) {
  if (trivial.has(type)) continue;
  test(`${type} blocks give gguf-py's numbers to the bit`, () => {
    const { blocks, float32 } = golden.types[type]!;
    const expected = Uint8Array.from(Buffer.from(float32, 'base64'));
    const x = new Float32Array(expected.length / 4);
    dequantize(type, Buffer.from(blocks, 'base64'), x);
    expect(x).toEqual(new Float32Array(expected.buffer));
  });
}
