/** LoRA keeps the contract of a method. */
import ort from '@adaptbench/engine-ort';
import type { Architecture, LinearSite } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { testMethod } from '@adaptbench/testing';
import lora from './index.ts';

const engine = await ort({ device: 'cpu', threads: 1 });

/** Σ r (dIn + dOut) over the adapted projections. */
const formula =
  (rank: number, adapted: (s: LinearSite) => boolean) =>
  (a: Architecture): number =>
    a.sites
      .filter((s): s is LinearSite => s.kind === 'linear')
      .filter(adapted)
      .reduce((n, s) => n + rank * (s.dIn + s.dOut), 0);

testMethod(lora, architectureOf, engine, [
  {
    model: 'tiny-llama',
    parameters: formula(8, (s) => s.role === 'q' || s.role === 'v'),
    fresh: 'unchanged',
  },
  { model: 'tiny-gpt2', parameters: formula(8, (s) => s.role === 'qkv'), fresh: 'unchanged' },
  {
    model: 'tiny-gpt2',
    config: { rank: 2, targetModules: 'all-linear', rsLora: true, dropout: 0.1 },
    parameters: formula(2, () => true),
    fresh: 'unchanged',
  },
  {
    model: 'tiny-llama',
    config: { rank: 3, targetModules: 'mlp', dora: true, rateRatio: 4, rankPattern: { down_proj: 5 } },
    parameters: (a) =>
      formula(3, (s) => s.role === 'gate' || s.role === 'up')(a) +
      formula(5, (s) => s.role === 'down')(a) +
      a.shape.layers * (48 + 48 + 32),
    fresh: 'unchanged',
  },
  {
    model: 'tiny-gpt2',
    config: { rank: 2, dora: true, dropout: 0.1 },
    parameters: (a) => formula(2, (s) => s.role === 'qkv')(a) + a.shape.layers * 96,
    fresh: 'unchanged',
  },
  {
    model: 'tiny-gpt2',
    config: { rank: 2, modulesToSave: ['wte', '0.attn.c_attn.bias', 'ln_f'] },
    parameters: (a) => formula(2, (s) => s.role === 'qkv')(a) + 288 * 32 + 96 + 64,
    fresh: 'unchanged',
  },
]);
