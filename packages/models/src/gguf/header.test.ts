import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadError } from '@adaptbench/core';
import { afterAll, expect, test } from 'vitest';
import { readGgufTensors } from './header.ts';
import { ggufValue, string, u32, u64, writeGguf } from './__fixtures__/write-gguf.ts';
import type { GgufTensorData } from './__fixtures__/write-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function saved(bytes: Uint8Array): string {
  const path = join(folder, `${files++}.gguf`);
  writeFileSync(path, bytes);
  return path;
}

function fault(bytes: Uint8Array): string {
  const path = saved(bytes);
  try {
    readGgufTensors(path);
  } catch (error) {
    if (error instanceof LoadError) return error.message.replace(path, 'FILE');
    throw error;
  }
  return 'no fault';
}

const tensor = (more: Partial<GgufTensorData> = {}): GgufTensorData => ({
  name: 't',
  dims: [4, 2],
  type: 'F32',
  data: new Uint8Array(32),
  ...more,
});

/** A header whose single metadata value has these bytes. */
const withValue = (...value: Uint8Array[]): Uint8Array =>
  Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0n), u64(1n), string('key'), ...value]);

test('a tensor is where the header says, behind the padding', () => {
  const path = saved(
    writeGguf({
      metadata: { 'general.name': ggufValue.text('x') },
      tensors: [tensor(), tensor({ name: 'q', dims: [32], type: 'Q8_0', data: new Uint8Array(34) })],
    }),
  );
  expect(readGgufTensors(path)).toEqual([
    { name: 't', dims: [4, 2], type: 'F32', offset: 160, bytes: 32 },
    { name: 'q', dims: [32], type: 'Q8_0', offset: 192, bytes: 34 },
  ]);
});

const twice = [string('key'), u32(4), u32(1)];
const LONG = 2n ** 63n;
const cases: Record<string, readonly [Uint8Array, string]> = {
  'an empty file': [new Uint8Array(0), 'FILE: is empty. Download the file again.'],
  'another magic': [
    writeGguf({ magic: 'GGML' }),
    'FILE: not a GGUF file: it does not begin with "GGUF" (at byte 4).',
  ],
  'version 1': [
    writeGguf({ version: 1 }),
    'FILE: GGUF version 1: expected 2 or 3. Convert the model again with a current llama.cpp (at byte 8).',
  ],
  'the other byte order': [
    writeGguf({ version: 3 << 24 }),
    'FILE: big-endian GGUF: expected little-endian. Convert the model again for little-endian (at byte 8).',
  ],
  'a huge number of tensors': [
    writeGguf({ tensorCount: LONG }),
    'FILE: 9223372036854775808 tensors, at most 100000 are allowed (at byte 16).',
  ],
  'a huge number of keys': [
    writeGguf({ keyCount: LONG }),
    'FILE: 9223372036854775808 metadata keys, at most 10000 are allowed (at byte 24).',
  ],
  'more tensors than the file holds': [
    writeGguf({ tensorCount: 90_000n }),
    'FILE: truncated: 4 bytes expected, 0 left. Download it again (at byte 32).',
  ],
  'a string longer than the file': [
    withValue(u32(8), u64(3_000_000n)),
    'FILE: truncated: 3000000 bytes expected, 0 left. Download it again (at byte 47).',
  ],
  'a huge string': [
    withValue(u32(8), u64(LONG)),
    'FILE: 9223372036854775808 bytes in "key", at most 4000000 are allowed (at byte 47).',
  ],
  'a huge array': [
    withValue(u32(9), u32(4), u64(LONG)),
    'FILE: 9223372036854775808 elements in "key", at most 1000000 are allowed (at byte 51).',
  ],
  'an array longer than the file': [
    withValue(u32(9), u32(12), u64(1_000_000n)),
    'FILE: truncated: 8000000 bytes expected, 0 left. Download it again (at byte 51).',
  ],
  'arrays in arrays in arrays': [
    withValue(u32(9), u32(9), u64(1n), u32(9), u64(1n), u32(9), u64(1n), u32(9), u64(1n)),
    'FILE: metadata "key" nests arrays deeper than 2 (at byte 63).',
  ],
  'an unknown value type': [
    withValue(u32(77)),
    'FILE: metadata "key" has unknown value type 77 (at byte 39).',
  ],
  'a key twice': [
    Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0n), u64(2n), ...twice, ...twice]),
    'FILE: metadata key "key" is listed twice (at byte 54).',
  ],
  'an odd alignment': [
    writeGguf({ metadata: { 'general.alignment': ggufValue.u32(24) } }),
    'FILE: general.alignment is 24, expected a power of two from 8 to 1048576 (at byte 57).',
  ],
  'too many dimensions': [
    writeGguf({ tensors: [tensor({ dims: [1, 1, 1, 1, 8] })] }),
    'FILE: tensor "t" has 5 dimensions, at most 4 are allowed (at byte 37).',
  ],
  'an absurd dimension': [
    writeGguf({ tensors: [tensor({ dims: [2n ** 60n, 4] })] }),
    'FILE: number 1152921504606846976 is absurdly large (at byte 45).',
  ],
  'an absurd product': [
    writeGguf({ tensors: [tensor({ dims: [2n ** 40n, 2n ** 40n] })] }),
    'FILE: tensor "t" [1099511627776,1099511627776] is absurdly large',
  ],
  'data past the end': [
    writeGguf({ tensors: [tensor({ dims: [1000, 1000] })] }),
    'FILE: tensor "t" takes bytes [96, 4000096) of a file of 128: truncated, download it again',
  ],
  'several faulty tensors': [
    writeGguf({
      tensors: [
        tensor({ name: 'v', type: 'Q4_0' }),
        tensor({ name: 'w', offset: 5 }),
        tensor({ name: 'x', offset: 0 }),
        tensor({ name: 'y', offset: 0 }),
        tensor({ name: 'y', offset: 64 }),
      ],
    }),
    'FILE: tensor "v" has rows of 4, expected a multiple of 32 for Q4_0; tensor "w" lies at offset 5, expected a multiple of 32; tensor "y" is listed twice; tensor "y" overlaps "x"',
  ],
  'types that are not read': [
    writeGguf({
      tensors: [
        tensor(),
        tensor({ name: 'u', type: 16 }),
        tensor({ name: 'v', type: 99 }),
        tensor({ name: 'w', type: 16 }),
      ],
    }),
    'FILE: 3 of 4 tensors are IQ2_XXS or number 99, such as u. Only F32, F16, BF16, F64, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, Q8_K, IQ4_NL, IQ4_XS can be read. Take a file of another quantisation of the model, such as Q4_K_M or Q8_0.',
  ],
  'a format before GGUF': [
    Buffer.from(`tjgg${'\u0003\0\0\0'.repeat(20)}`),
    'FILE: is of a format of llama.cpp before GGUF. Convert the original model anew with convert_hf_to_gguf.py, or download a .gguf file.',
  ],
};

for (const [name, [bytes, message]] of Object.entries(cases))
  test(`${name} is refused`, () => {
    expect(fault(bytes)).toBe(message);
  });

test('a header cut at any byte is refused', () => {
  const whole = writeGguf({
    metadata: { 'a.b': ggufValue.texts(['x', 'yy']), c: ggufValue.f32s([1, 2]) },
    tensors: [tensor()],
  });
  for (let length = 0; length < whole.length; length++)
    expect(fault(whole.subarray(0, length))).toMatch(/truncated|not a GGUF|is empty/);
});
