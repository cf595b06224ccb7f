/** Ops that act on each element: arithmetic with NumPy broadcasting, and functions of one variable. */
import { scalar } from '../leaf.ts';
import { type Node, type Op, apply } from '../node.ts';
import { type Type, ShapeError, broadcast, count, numbers, show } from '../shape.ts';
import { broadcastIndex, sumTo } from './broadcast.ts';

interface Binary {
  readonly onnx: string;
  readonly f: (x: number, y: number) => number;
  /** ∂/∂x and ∂/∂y times g, before summing over what was broadcast; null: no gradient. */
  readonly vjp: ((g: Node, x: Node, y: Node, out: Node) => readonly [Node, Node]) | null;
  /** 0/1 results are cast to f32; operands may be i32. */
  readonly compares?: true;
  /** Whole numbers are refused: engines would round where the interpreter does not. */
  readonly floatsOnly?: true;
}
function binary(name: string, { onnx, f, vjp, compares, floatsOnly }: Binary): Op<null> {
  return {
    name,
    type([x, y]) {
      if (x!.dtype !== y!.dtype) throw new ShapeError(`${name}: ${show(x!)} with ${show(y!)}: dtypes differ`);
      if (floatsOnly) floats(name, x!);
      return { shape: broadcast(name, x!.shape, y!.shape), dtype: compares ? 'f32' : x!.dtype };
    },
    vjp(g, out) {
      if (vjp === null) return [null, null];
      const [x, y] = out.inputs as readonly [Node, Node];
      const [gx, gy] = vjp(g, x, y, out);
      return [sumTo(gx, x.type.shape), sumTo(gy, y.type.shape)];
    },
    onnx(e, inputs) {
      const z = e.node(onnx, inputs);
      return compares ? e.node('Cast', [z], { to: 1 }) : z; // 1: FLOAT
    },
    eval([x, y], out) {
      const ix = broadcastIndex(out.shape, x!.type.shape);
      const iy = broadcastIndex(out.shape, y!.type.shape);
      const z = new Float64Array(ix.length);
      for (let k = 0; k < z.length; k++) z[k] = f(x!.data[ix[k]!]!, y!.data[iy[k]!]!);
      return z;
    },
    flops: (_, out) => count(numbers(out.shape)),
  };
}

interface Unary {
  readonly onnx: string;
  readonly f: (x: number) => number;
  /** ∂/∂x times g; `out` is f(x). */
  readonly vjp: (g: Node, x: Node, out: Node) => Node;
}
function unary(name: string, { onnx, f, vjp }: Unary): Op<null> {
  return {
    name,
    type: ([x]) => floats(name, x!),
    vjp: (g, out) => [vjp(g, out.inputs[0]!, out)],
    onnx: (e, inputs) => e.node(onnx, inputs),
    eval: ([x]) => x!.data.map(f),
    flops: (_, out) => count(numbers(out.shape)),
  };
}
function floats(name: string, t: Type): Type {
  if (t.dtype !== 'f32') throw new ShapeError(`${name}: expected f32, got ${show(t)}`);
  return t;
}

export const addOp = binary('add', { onnx: 'Add', f: (x, y) => x + y, vjp: (g) => [g, g] });
export const subOp = binary('sub', { onnx: 'Sub', f: (x, y) => x - y, vjp: (g) => [g, neg(g)] });
export const mulOp = binary('mul', {
  onnx: 'Mul',
  f: (x, y) => x * y,
  vjp: (g, x, y) => [mul(g, y), mul(g, x)],
});
// d(x/y) = dx/y − (x/y) dy/y
export const divOp = binary('div', {
  onnx: 'Div',
  f: (x, y) => x / y,
  floatsOnly: true,
  vjp: (g, _, y, out) => [div(g, y), neg(div(mul(g, out), y))],
});
// The gradient goes to the smaller side; ties go to y.
export const minimumOp = binary('minimum', {
  onnx: 'Min',
  f: Math.min,
  vjp: (g, x, y) => {
    const toX = greater(y, x);
    return [mul(g, toX), mul(g, sub(scalar(1), toX))];
  },
});
export const greaterOp = binary('greater', {
  onnx: 'Greater',
  f: (x, y) => Number(x > y),
  vjp: null,
  compares: true,
});
export const equalOp = binary('equal', {
  onnx: 'Equal',
  f: (x, y) => Number(x === y),
  vjp: null,
  compares: true,
});

export const negOp = unary('neg', { onnx: 'Neg', f: (x) => -x, vjp: (g) => neg(g) });
// d eˣ = eˣ dx
export const expOp = unary('exp', { onnx: 'Exp', f: Math.exp, vjp: (g, _, out) => mul(g, out) });
// d log x = dx / x
export const logOp = unary('log', { onnx: 'Log', f: Math.log, vjp: (g, x) => div(g, x) });
// d √x = dx / (2 √x)
export const sqrtOp = unary('sqrt', {
  onnx: 'Sqrt',
  f: Math.sqrt,
  vjp: (g, _, out) => div(mul(g, scalar(0.5)), out),
});
// d (1/x) = −dx / x²
export const reciprocalOp = unary('reciprocal', {
  onnx: 'Reciprocal',
  f: (x) => 1 / x,
  vjp: (g, _, out) => neg(mul(g, mul(out, out))),
});
// d tanh x = (1 − tanh² x) dx
export const tanhOp = unary('tanh', {
  onnx: 'Tanh',
  f: Math.tanh,
  vjp: (g, _, out) => mul(g, sub(scalar(1), mul(out, out))),
});
// d σ(x) = σ (1 − σ) dx
export const sigmoidOp = unary('sigmoid', {
  onnx: 'Sigmoid',
  f: (x) => 1 / (1 + Math.exp(-x)),
  vjp: (g, _, out) => mul(g, mul(out, sub(scalar(1), out))),
});
// d erf x = 2/√π e^(−x²) dx
export const erfOp = unary('erf', {
  onnx: 'Erf',
  f: erfFloat64,
  vjp: (g, x) => mul(g, mul(scalar(2 / Math.sqrt(Math.PI)), exp(neg(mul(x, x))))),
});
// d sin x = cos x dx
export const sinOp = unary('sin', { onnx: 'Sin', f: Math.sin, vjp: (g, x) => mul(g, cos(x)) });
// d cos x = −sin x dx
export const cosOp = unary('cos', { onnx: 'Cos', f: Math.cos, vjp: (g, x) => neg(mul(g, sin(x))) });
// d relu x = [x > 0] dx
export const reluOp = unary('relu', {
  onnx: 'Relu',
  f: (x) => Math.max(x, 0),
  vjp: (g, x) => mul(g, greater(x, scalar(0))),
});

/** i32 → f32; no gradient, as integers are not trained. */
export const toFloatOp: Op<null> = {
  name: 'toFloat',
  type([x]) {
    if (x!.dtype !== 'i32') throw new ShapeError(`toFloat: expected i32, got ${show(x!)}`);
    return { shape: x!.shape, dtype: 'f32' };
  },
  vjp: () => [null],
  onnx: (e, inputs) => e.node('Cast', inputs, { to: 1 }), // 1: FLOAT
  eval: ([x]) => x!.data,
  flops: () => 0,
};

/** x as a constant: no gradient flows through. */
export const detachOp: Op<null> = {
  name: 'detach',
  type: ([x]) => floats('detach', x!),
  vjp: () => [null],
  onnx: (e, inputs) => e.node('Identity', inputs),
  eval: ([x]) => x!.data,
  flops: () => 0,
  view: true,
};

export const add = (x: Node, y: Node): Node => apply(addOp, [x, y], null);
export const sub = (x: Node, y: Node): Node => apply(subOp, [x, y], null);
export const mul = (x: Node, y: Node): Node => apply(mulOp, [x, y], null);
export const div = (x: Node, y: Node): Node => apply(divOp, [x, y], null);
export const minimum = (x: Node, y: Node): Node => apply(minimumOp, [x, y], null);
/** 1 where x > y, else 0; has no gradient. */
export const greater = (x: Node, y: Node): Node => apply(greaterOp, [x, y], null);
/** 1 where x = y, else 0, also of i32; has no gradient. */
export const equal = (x: Node, y: Node): Node => apply(equalOp, [x, y], null);
export const neg = (x: Node): Node => apply(negOp, [x], null);
export const exp = (x: Node): Node => apply(expOp, [x], null);
export const log = (x: Node): Node => apply(logOp, [x], null);
export const sqrt = (x: Node): Node => apply(sqrtOp, [x], null);
export const reciprocal = (x: Node): Node => apply(reciprocalOp, [x], null);
export const tanh = (x: Node): Node => apply(tanhOp, [x], null);
export const sigmoid = (x: Node): Node => apply(sigmoidOp, [x], null);
export const erf = (x: Node): Node => apply(erfOp, [x], null);
export const sin = (x: Node): Node => apply(sinOp, [x], null);
export const cos = (x: Node): Node => apply(cosOp, [x], null);
export const toFloat = (x: Node): Node => apply(toFloatOp, [x], null);
/** x, of which no gradient is taken. */
export const detach = (x: Node): Node => apply(detachOp, [x], null);
export const relu = (x: Node): Node => apply(reluOp, [x], null);
/** k · x for a plain number k. */
export const scale = (x: Node, k: number): Node => (k === 1 ? x : mul(x, scalar(k)));

/** erf by its Maclaurin series for |x| < 3 and by the continued fraction of erfc beyond; both reach float64. */
function erfFloat64(x: number): number {
  const a = Math.abs(x);
  if (a < 3) {
    let term = a;
    let sum = a;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-a * a) / n;
      sum += term / (2 * n + 1);
      if (n > 200) break;
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}

export const elementwiseOps = {
  add: addOp,
  sub: subOp,
  mul: mulOp,
  div: divOp,
  minimum: minimumOp,
  greater: greaterOp,
  equal: equalOp,
  neg: negOp,
  exp: expOp,
  log: logOp,
  sqrt: sqrtOp,
  reciprocal: reciprocalOp,
  tanh: tanhOp,
  sigmoid: sigmoidOp,
  erf: erfOp,
  sin: sinOp,
  cos: cosOp,
  relu: reluOp,
  toFloat: toFloatOp,
  detach: detachOp,
};
