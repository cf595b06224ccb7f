/**
 * What makes the embeddings of virtual tokens while training: PEFT's PromptEncoder (peft/tuners/p_tuning/model.py, after NVIDIA NeMo),
 * parameters by PyTorch's names. n tokens, D width of the model, h hidden width.
 *   MLP    P = W₄ relu(W₂ relu(W₀ E))
 *   LSTM   P = W₂ relu(W₀ BiLSTM(E))       E [n, D] ~ N(0, 1)
 */
import type { Param } from '@adaptbench/core';
import { type Node, add, concat, constant, f32, linear, lstmCell, relu, slice } from '@adaptbench/graph';
import { applyLinear, linearParams, normalParam, uniformParam } from '../torch-layers.ts';
import type { PTuningConfig } from './config.ts';

type Lookup = (name: string) => Node;
export type Dropout = (x: Node, rate: number) => Node;

const DIRECTIONS = ['', '_reverse'] as const;

/** The linear layers after the embedding or the LSTM: name, dIn, dOut. */
function head(c: PTuningConfig, d: number): readonly (readonly [string, number, number])[] {
  const h = c.hidden;
  return c.encoder === 'mlp'
    ? [
        ['mlp_head.0', d, h],
        ['mlp_head.2', h, h],
        ['mlp_head.4', h, d],
      ]
    : [
        ['mlp_head.0', 2 * h, 2 * h],
        ['mlp_head.2', 2 * h, d],
      ];
}

export function encoderParams(c: PTuningConfig, n: number, d: number): Param[] {
  const h = c.hidden;
  // torch.nn.LSTM: all ~ U(±1/√h), two biases a layer and direction.
  const lstm = Array.from({ length: c.encoder === 'lstm' ? c.layers : 0 }, (_, layer) =>
    DIRECTIONS.flatMap((direction): Param[] => {
      const of = (name: string, shape: readonly number[]): Param =>
        uniformParam(`lstm_head.${name}_l${layer}${direction}`, shape, 1 / Math.sqrt(h));
      return [
        of('weight_ih', [4 * h, layer === 0 ? d : 2 * h]),
        of('weight_hh', [4 * h, h]),
        of('bias_ih', [4 * h]),
        of('bias_hh', [4 * h]),
      ];
    }),
  );
  return [
    normalParam('embedding.weight', [n, d]),
    ...lstm.flat(),
    ...head(c, d).flatMap(([name, dIn, dOut]) => linearParams(name, dIn, dOut)),
  ];
}

/** [n, D]. */
export function encode(c: PTuningConfig, n: number, d: number, param: Lookup, dropout: Dropout): Node {
  const e = param('embedding.weight');
  let x = c.encoder === 'lstm' ? biLstm(c, n, e, param, dropout) : e;
  head(c, d).forEach(([name], i) => {
    x = applyLinear(param, name, i === 0 ? x : relu(x));
  });
  return x;
}

/** x [n, D] → [n, 2h]. */
function biLstm(c: PTuningConfig, n: number, x: Node, param: Lookup, dropout: Dropout): Node {
  let y = x;
  for (let layer = 0; layer < c.layers; layer++) {
    const input = layer === 0 ? y : dropout(y, c.dropout);
    y = concat(
      DIRECTIONS.map((direction) => lstm(input, n, c.hidden, param, `l${layer}${direction}`)),
      1,
    );
  }
  return y;
}

/** One direction of one layer: x [n, dIn] → [n, h], in the order of the text. */
function lstm(x: Node, n: number, hidden: number, param: Lookup, of: string): Node {
  const [wIh, wHh, bIh, bHh] = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'].map((name) =>
    param(`lstm_head.${name}_${of}`),
  );
  const bias = add(bIh!, bHh!);
  const given = linear(x, wIh!, bias, 'oi'); // [n, 4h]
  const zero = constant(f32(1, hidden), new Float32Array(hidden));
  let state = { h: zero, c: zero };
  const order = Array.from({ length: n }, (_, t) => (of.endsWith('_reverse') ? n - 1 - t : t));
  const outputs = Array<Node>(n);
  for (const t of order) {
    state = lstmCell(slice(given, 0, t, t + 1), state.h, state.c, wHh!);
    outputs[t] = state.h;
  }
  return concat(outputs, 0);
}
