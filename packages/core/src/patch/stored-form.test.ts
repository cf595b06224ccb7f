/** A patch whose parameter is twice what is trained. */
import { input, f32, print, program, referenceEngine, scale } from '@adaptbench/graph';
import { expect, it } from 'vitest';
import type { Patch } from '../contracts/method.ts';
import { noPatch } from './no-patch.ts';
import { identityHooks } from '../contracts/site.ts';
import { reparameterised, storedPatch, storedState } from './stored-form.ts';

const param = (name: string) => ({ name, shape: [2], init: () => new Float32Array(2) });
const stored: Patch = {
  ...noPatch,
  params: [param('value')],
  positions: 3,
  hooks: (value) => ({ sublayer: () => value('value') }),
};
const patch = reparameterised(stored, [param('half')], (trained) => ({ value: scale(trained('half'), 2) }));
const half = new Map([['half', { shape: [2], data: Float32Array.of(1, -3) }]]);

it('computes with what the encoder makes of the trained values, in the stored patch’s place', () => {
  const x = input('half', f32(2), 'param');
  const hooks = {
    ...identityHooks,
    ...patch.hooks(
      () => x,
      (y) => y,
      () => x,
    ),
  };
  const site = { kind: 'sublayer', layer: 0, role: 'mlp', d: 2, module: 'm' } as const;
  expect(print(program({ out: hooks.sublayer(site, x, x) }))).toMatchInlineSnapshot(`
    "param half: f32[2]
    %1 = constant() {data: [2]}: f32[]
    %2 = mul(half, %1): f32[2]
    return out = %2"
  `);
  expect(patch.positions).toBe(3);
});

it('stores the encoder’s output and drops the encoder', async () => {
  expect(storedPatch(patch)).toBe(stored);
  const state = await storedState(referenceEngine, patch, half);
  expect([...state]).toEqual([['value', { shape: [2], data: Float32Array.of(2, -6) }]]);
});

it('leaves a patch that is stored as it is trained', async () => {
  expect(storedPatch(stored)).toBe(stored);
  expect(await storedState(referenceEngine, stored, half)).toBe(half);
});

it('tells an encoder that makes less than the patch needs', () => {
  const x = input('half', f32(2), 'param');
  const lacking = reparameterised(stored, [], () => ({}));
  const { sublayer } = {
    ...identityHooks,
    ...lacking.hooks(
      () => x,
      (y) => y,
      () => x,
    ),
  };
  const site = { kind: 'sublayer', layer: 0, role: 'mlp', d: 2, module: 'm' } as const;
  expect(() => sublayer(site, x, x)).toThrow('internal: the encoder makes no "value"');
});
