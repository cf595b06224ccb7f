import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { floats } from './index.ts';

it('reads a weight’s own numbers out of a file, whatever its offset', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-floats-'));
  try {
    const file = path.join(dir, 'weights.bin');
    const numbers = Float32Array.of(1, 2, 3, 4);
    writeFileSync(file, Buffer.concat([Buffer.from('xyz'), Buffer.from(numbers.buffer)]));
    expect(floats({ file, offset: 3 + 4, bytes: 8 })).toEqual(Float32Array.of(2, 3));
    expect(() => floats({ file, offset: 3 + 12, bytes: 8 })).toThrow('ends 4 bytes before 23');
    expect(floats({ data: numbers })).toBe(numbers);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
