/** Activations by the names that transformers' `activations.py` gives them (`hidden_act`, `activation_function`). */
import { type Node, gelu, geluTanh, mul, relu, scale, sigmoid, silu, tanh } from '@adaptbench/graph';

const reluSquared = (x: Node): Node => mul(relu(x), relu(x));
/** x σ(1.702 x). */
const quickGelu = (x: Node): Node => mul(x, sigmoid(scale(x, 1.702)));

export const activations = {
  gelu,
  gelu_python: gelu,
  gelu_new: geluTanh,
  gelu_fast: geluTanh,
  gelu_accurate: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  gelu_python_tanh: geluTanh,
  quick_gelu: quickGelu,
  relu,
  relu2: reluSquared,
  silu,
  swish: silu,
  sigmoid,
  tanh,
  linear: (x: Node): Node => x,
} as const;

export type Activation = keyof typeof activations;
export const activationNames = Object.keys(activations) as [Activation, ...Activation[]];
