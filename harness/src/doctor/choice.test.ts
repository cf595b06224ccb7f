import { expect, it } from 'vitest';
import { type Measured, choices } from './choice.ts';

const measured = (name: string, gflopPerSecond: number, gbPerSecond: number, software = false): Measured => {
  const rate = { rows: 1, dIn: 1, dOut: 1, ms: 1, gflopPerSecond, gbPerSecond };
  return { name, software, many: rate, one: rate };
};
const names = (all: readonly Measured[]): string[] => choices(all).map(({ name }) => name);

it('takes the fastest for each purpose, and says how fast the others are', () => {
  const all = [measured('ort:cpu', 150, 30), measured('tfjs:tensorflow', 200, 10)];
  expect(names(all)).toEqual(['tfjs:tensorflow', 'ort:cpu']);
  expect(choices(all)[0]!.why).toBe('200 GFLOP/s (ort:cpu 150)');
});

it('stays with the first where the gain is within a tenth, and never takes a GPU that a processor plays', () => {
  expect(names([measured('ort:cpu', 150, 30), measured('tfjs:tensorflow', 160, 31)])).toEqual([
    'ort:cpu',
    'ort:cpu',
  ]);
  expect(names([measured('ort:cpu', 150, 30), measured('ort:webgpu', 900, 900, true)])).toEqual([
    'ort:cpu',
    'ort:cpu',
  ]);
});
