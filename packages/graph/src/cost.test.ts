import { describe, expect, it } from 'vitest';
import {
  add,
  concat,
  f32,
  flops,
  gather,
  grad,
  i32,
  input,
  matmul,
  memory,
  program,
  relu,
  reshape,
  scale,
  sumAll,
  tanh,
  transpose,
} from './index.ts';

describe('flops', () => {
  const x = input('x', f32('B', 'T', 8));
  const [w1, w2] = [input('w1', f32(32, 8), 'frozen'), input('w2', f32(8, 32), 'frozen')];

  it('counts a multiply-add of a product as two and moved data as none', () => {
    const y = matmul(relu(matmul(x, w1, { transB: true })), w2, { transB: true }); // [B, T, 8]
    const p = program({ y: concat([y, transpose(x, [0, 1, 2])], 0), rows: gather(w1, input('ids', i32(5))) });
    const n = 3 * 5;
    expect(flops(p, { B: 3, T: 5 })).toBe(2 * n * 32 * 8 + n * 32 + 2 * n * 8 * 32);
  });

  it('has a backward pass of twice the products when weights and inputs are trained, of once when they are frozen', () => {
    const h = input('h', f32(4, 8), 'param');
    const loss = sumAll(matmul(h, w1, { transB: true }));
    const forward = 2 * 4 * 32 * 8;
    const products = (wrt: Parameters<typeof grad>[1]): number => {
      const ds = grad(loss, wrt).map((d, i) => [`d${i}`, d!] as const);
      return flops(program(Object.fromEntries(ds)), {});
    };
    expect(products([h])).toBe(forward);
    expect(products([h, w1])).toBe(2 * forward);
  });
});

/** Bytes of a chain of layers of which the last few are trained. */
function activations(layers: number, trained: number): number {
  let y = input('x', f32(4, 8));
  const ws = Array.from({ length: layers }, (_, i) =>
    input(`w${i}`, f32(8, 8), i >= layers - trained ? 'param' : 'frozen'),
  );
  for (const w of ws) y = tanh(matmul(y, w));
  const ds = grad(sumAll(y), ws.slice(layers - trained)).map((d, i) => [`d${i}`, d!] as const);
  return memory(program(Object.fromEntries(ds)), {}).activations;
}

describe('memory', () => {
  const x = input('x', f32(10));

  it('frees a value after its last user', () => {
    // a chain holds two values at a time: what is read and what is written
    const chain = program({ y: tanh(tanh(tanh(tanh(x)))) });
    expect(memory(chain, {})).toEqual({
      weights: 0,
      trainable: 0,
      gradients: 0,
      optimizer: 0,
      activations: 40 + 2 * 40,
      total: 120,
    });
    // the first value lives until the end: a third
    const first = tanh(x);
    expect(memory(program({ y: add(tanh(tanh(first)), first) }), {}).activations).toBe(40 + 3 * 40);
  });

  it('counts a view as its source, which lives as long as the view', () => {
    const first = tanh(x);
    const view = reshape(first, [2, 5]);
    expect(memory(program({ view }), {}).activations).toBe(40 + 40);
    const later = program({ y: add(reshape(tanh(tanh(first)), [2, 5]), view) });
    expect(memory(later, {}).activations).toBe(40 + 3 * 40);
  });

  it('keeps outputs to the end', () => {
    const first = tanh(x);
    const second = scale(first, 2);
    expect(memory(program({ first, second, last: tanh(tanh(second)) }), {}).activations).toBe(40 + 4 * 40);
  });

  it('tells weights, trained tensors, optimizer state and gradients apart', () => {
    const w = input('w', f32('D', 3), 'frozen');
    const a = input('a', f32('D', 3), 'param');
    const m = input('m', f32('D', 3), 'state');
    const loss = sumAll(matmul(input('x', f32(2, 'D')), add(w, a)));
    const d = grad(loss, [a])[0]!;
    const account = memory(program({ loss, d, m: add(m, d) }), { D: 5 }, [d]);
    expect(account).toMatchObject({ weights: 60, trainable: 60, optimizer: 60, gradients: 60 });
    expect(account.total).toBe(
      account.weights + account.trainable + account.gradients + account.optimizer + account.activations,
    );
  });

  it('holds fewer activations when less is trained', () => {
    expect(activations(8, 1)).toBeLessThan(activations(8, 8));
    expect(activations(8, 1)).toBe(activations(20, 1));
  });
});
