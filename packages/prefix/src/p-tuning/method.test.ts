/** P-tuning: the contract, with tokens in front, around and within. */
import ort from '@adaptbench/engine-ort';
import type { Architecture } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { testMethod } from '@adaptbench/testing';
import pTuning from './index.ts';

const engine = await ort({ device: 'cpu', threads: 1 });

/** n D + (D h + h) + (h h + h) + (h D + D). */
const mlp =
  (n: number, h: number) =>
  ({ shape: { d } }: Architecture) =>
    n * d + (d * h + h) + (h * h + h) + (h * d + d);
/** n D + Σ over layers and directions 4 h (dIn + h + 2) + (2h 2h + 2h) + (2h D + D); dIn = D, then 2h. */
const lstm =
  (n: number, h: number, layers: number) =>
  ({ shape: { d } }: Architecture) => {
    const layer = (dIn: number): number => 2 * 4 * h * (dIn + h + 2);
    return n * d + layer(d) + (layers - 1) * layer(2 * h) + (4 * h * h + 2 * h) + (2 * h * d + d);
  };

const changes = 'virtual tokens are attended to, whatever they hold';
testMethod(pTuning, architectureOf, engine, [
  {
    model: 'tiny-llama',
    config: { encoder: 'mlp', hidden: 24, layout: '3@start+2@after:*+3@end' },
    parameters: mlp(8, 24),
    fresh: { changes },
    learningRate: 0.03,
  },
  {
    model: 'tiny-gpt2',
    config: { hidden: 8, layout: '4@start', dropout: 0.1 },
    parameters: lstm(4, 8, 2),
    fresh: { changes },
    learningRate: 0.05,
  },
  {
    model: 'tiny-llama',
    config: { hidden: 6, layers: 3, layout: '2@before:text+2@line:1' },
    parameters: lstm(4, 6, 3),
    fresh: { changes },
    learningRate: 0.05,
  },
]);
