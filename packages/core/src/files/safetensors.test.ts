import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LoadError } from '../basics/errors.ts';
import { decodeFloats, float16Table } from './floats.ts';
import { parseSafetensorsHeader, safetensorsHeader } from './safetensors-header.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** A file from its header (an object or JSON) and its data's length. */
function file(header: unknown, dataBytes: number, headerLength?: bigint): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(headerLength ?? BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}

const entry = (dtype: string, shape: unknown, offsets: unknown): object => ({
  dtype,
  shape,
  data_offsets: offsets,
});

test('what is written is read again, with its metadata', () => {
  const name = fc.string({ minLength: 1 }).filter((s) => s !== '__metadata__');
  const numbers = fc.array(fc.float({ noNaN: true }), { maxLength: 20 }).map((x) => Float32Array.from(x));
  const tensor = fc.oneof(
    numbers.map((data) => ({ shape: [data.length], data })),
    numbers.map((data) => ({ shape: [1, data.length, 1], data })),
    fc.float({ noNaN: true }).map((x) => ({ shape: [], data: Float32Array.of(x) })),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, tensor)), fc.dictionary(name, fc.string()), (list, metadata) => {
      const tensors = new Map(list);
      const read = readSafetensors(writeSafetensors(tensors, metadata));
      expect(new Map(read)).toEqual(tensors);
      expect({ ...read.metadata }).toEqual({ ...metadata });
    }),
  );
});

test('the order of the tensors does not change the bytes', () => {
  const a = { shape: [1], data: Float32Array.of(1) };
  const b = { shape: [2], data: Float32Array.of(2, 3) };
  const there = new Map([['a', a]]).set('b', b);
  const back = new Map([['b', b]]).set('a', a);
  expect(writeSafetensors(there)).toEqual(writeSafetensors(back));
});

test('a header can be aligned for memory-mapping', () => {
  const header = safetensorsHeader([{ name: 'a', dtype: 'F32', shape: [1], bytes: 4 }], {}, 64);
  expect(header.length % 64).toBe(0);
});

test('float16, bfloat16 and float64 are read as float32', () => {
  const x = new Float32Array(2);
  decodeFloats('F16', Uint8Array.of(0x00, 0x3c, 0x01, 0x80), x);
  expect([...x]).toEqual([1, -(2 ** -24)]);
  decodeFloats('BF16', Uint8Array.of(0x80, 0x3f, 0x20, 0xc1), x);
  expect([...x]).toEqual([1, -10]);
  decodeFloats('F64', new Uint8Array(Float64Array.of(0.1, -2).buffer), x);
  expect([...x]).toEqual([Math.fround(0.1), -2]);
});

test('float16 has its infinities, NaN and zeros', () => {
  const table = float16Table();
  expect([0x7c00, 0xfc00, 0x7e00, 0x0000, 0x8000, 0x7bff, 0x0400].map((i) => table[i])).toEqual([
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    0,
    -0,
    65504,
    2 ** -14,
  ]);
});

const cases: Record<string, readonly [Uint8Array, string]> = {
  'a file of 3 bytes': [
    new Uint8Array(3),
    'f: not a safetensors file: 3 bytes, expected at least 8. Download it again.',
  ],
  'a header longer than the file': [
    file('{}', 0, 5000n),
    'f: truncated: the header takes 5000 bytes but only 2 follow. Download it again.',
  ],
  'a header of 2^63 bytes': [
    file('{}', 0, 2n ** 63n),
    'f: not a safetensors file: its header would take 9223372036854775808 bytes, at most 100000000 are allowed.',
  ],
  'a header that is a list': [file('[]', 0), 'f: the safetensors header is not a JSON object'],
  'metadata of numbers': [file({ __metadata__: { a: 1 } }, 0), 'f: __metadata__ is not an object of strings'],
  'a name twice': [
    file(
      '{"a": {"dtype":"F32","shape":[1],"data_offsets":[0,4]}, "\\u0061" : {"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      4,
    ),
    'f: tensor "a" is listed twice',
  ],
  'overlapping tensors': [
    file({ a: entry('F32', [2], [0, 8]), b: entry('F32', [2], [4, 12]) }, 12),
    'f: tensor "b" [4, 12) overlaps tensor "a", which ends at 8',
  ],
  'a gap between tensors': [
    file({ a: entry('F32', [1], [0, 4]), b: entry('F32', [1], [8, 12]) }, 12),
    'f: bytes [4, 8) before tensor "b" belong to no tensor',
  ],
  'surplus bytes': [
    file({ a: entry('F32', [1], [0, 4]) }, 9),
    'f: 5 bytes after the last tensor belong to no tensor',
  ],
  'a tensor past the end': [
    file({ a: entry('F32', [4], [0, 16]) }, 12),
    'f: tensor "a" ends at byte 16 of 12: the file is truncated',
  ],
  'every faulty entry, in one error': [
    file(
      {
        a: entry('F32', [2, 2], [0, 8]),
        b: entry('Q9', [1], [0, 4]),
        c: entry('F32', [-1], [0, 4]),
        d: entry('F32', [1], [4, 0]),
        e: entry('F32', [1], [0, 1e300]),
        f: 7,
        g: entry('F32', [2 ** 40, 2 ** 40], [0, 4]),
        h: entry('F32', [1.5], [0, 6]),
      },
      16,
    ),
    'f: tensor "a": [2,2] F32 takes 16 bytes, data_offsets give 8; tensor "b": unknown dtype "Q9"; tensor "c": shape [-1] is not a list of sizes; tensor "d": data_offsets [4, 0] run backwards; tensor "e": data_offsets [0,1e+300] are not two positions; tensor "f": not an object; tensor "g": [1099511627776,1099511627776] F32 takes 4.835703278458517e+24 bytes, data_offsets give 4; tensor "h": shape [1.5] is not a list of sizes',
  ],
  'integers where weights are expected': [
    file({ a: entry('I64', [1], [0, 8]) }, 8),
    'f: tensor "a" is I64, expected F32, F16, BF16 or F64',
  ],
};

for (const [name, [bytes, message]] of Object.entries(cases))
  test(`${name}: refused`, () => {
    expect(() => readSafetensors(bytes, 'f')).toThrow(new LoadError(message));
  });

test('invalid JSON and invalid UTF-8 are refused', () => {
  expect(() => readSafetensors(file('{"a": ', 0), 'f')).toThrow(/^f: the safetensors header is not JSON \(/);
  expect(() => parseSafetensorsHeader(Uint8Array.of(0x7b, 0xff, 0x7d), 0, 'f')).toThrow(/^f: .*not JSON/);
});

test('depth and length of a header do no harm', () => {
  const deep = `{"a": {"dtype":"F32","shape":${'['.repeat(200_000)}${']'.repeat(200_000)},"data_offsets":[0,4]}}`;
  expect(() => readSafetensors(file(deep, 4), 'f')).toThrow(LoadError);
  const long = `{"${'x'.repeat(10_000_000)}": 1}`;
  expect(() => readSafetensors(file(long, 0), 'f')).toThrow(LoadError);
});

test('a file cut anywhere is refused', () => {
  const whole = writeSafetensors(new Map([['a', { shape: [3], data: Float32Array.of(1, 2, 3) }]]));
  for (let length = 0; length < whole.length; length++)
    expect(() => readSafetensors(whole.subarray(0, length))).toThrow(LoadError);
});
