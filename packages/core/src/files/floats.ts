/** Little-endian floats of four sizes as float32. */
export type FloatDtype = 'F64' | 'F32' | 'F16' | 'BF16';

export function isFloatDtype(dtype: string): dtype is FloatDtype {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16' || dtype === 'F64';
}

/** Little-endian floats → float32; `out.length` numbers are read from the start of `bytes`, at any alignment. */
export function decodeFloats(dtype: FloatDtype, bytes: Uint8Array, out: Float32Array): void {
  const n = out.length;
  switch (dtype) {
    case 'F32':
      new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(bytes.subarray(0, 4 * n));
      return;
    case 'BF16': {
      // a bfloat16 is the upper half of a float32
      const words = new Uint32Array(out.buffer, out.byteOffset, n);
      for (let i = 0, j = 0; i < n; i++, j += 2) words[i] = ((bytes[j]! | (bytes[j + 1]! << 8)) << 16) >>> 0;
      return;
    }
    case 'F16': {
      const table = float16Table();
      for (let i = 0, j = 0; i < n; i++, j += 2) out[i] = table[bytes[j]! | (bytes[j + 1]! << 8)]!;
      return;
    }
    case 'F64': {
      const view = new DataView(bytes.buffer, bytes.byteOffset, 8 * n);
      for (let i = 0; i < n; i++) out[i] = view.getFloat64(8 * i, true);
    }
  }
}

let table16: Float32Array | undefined;

/** Value of each of the 65,536 float16 bit patterns (IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits). */
export function float16Table(): Float32Array {
  if (table16) return table16;
  const table = new Float32Array(65536);
  for (let i = 0; i < 65536; i++) {
    const sign = i & 0x8000 ? -1 : 1;
    const exponent = (i >> 10) & 31;
    const fraction = i & 1023;
    if (exponent === 0) table[i] = sign * fraction * 2 ** -24;
    else if (exponent === 31) table[i] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    else table[i] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  table16 = table;
  return table;
}
