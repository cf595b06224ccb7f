/** For tests: a small training step with a frozen weight, run many times. */
import {
  type Engine,
  type Program,
  type Tensor,
  adamW,
  adamWDefaults,
  add,
  clip,
  f32,
  grad,
  input,
  linear,
  mul,
  program,
  scalar,
  sumAll,
  tanh,
} from '@adaptbench/graph';

const frozen = Float32Array.of(1, -1, 0.5, 2);
const number = (x: number): Tensor => ({ shape: [], data: Float32Array.of(x) });

/** One AdamW step on Σ (tanh(W F x) − y)². */
function step(): Program {
  const x = input('x', f32('B', 2));
  const w = input('w', f32(2, 2), 'param');
  const y = linear(linear(x, input('f', f32(2, 2), 'frozen'), null, 'oi'), w, null, 'oi');
  const error = add(tanh(y), mul(scalar(-1), input('y', f32('B', 2))));
  const loss = sumAll(mul(error, error));
  const grads = grad(loss, [w]).map((g) => g!);
  const { factor, norm } = clip(grads, 1);
  const state = (name: string) => input(name, f32(2, 2), 'state');
  const slot = { param: w, grad: grads[0]!, m: state('m'), v: state('v'), weightDecay: 0.1, rate: 1 };
  const [next] = adamW(
    [slot],
    { learningRate: scalar(0.05), step: input('step', f32()), factor },
    adamWDefaults,
  );
  return program({ loss, norm, w: next!.param, m: next!.m, v: next!.v });
}

/** The losses of `steps` steps; `each` is called after every one. */
export async function train(
  engine: Engine,
  steps: number,
  each: (i: number) => void = () => {},
): Promise<number[]> {
  const executable = await engine.compile(step(), { frozen: () => ({ data: frozen }) });
  const square = (...data: number[]): Tensor => ({ shape: [2, 2], data: Float32Array.from(data) });
  let state: Record<string, Tensor> = {
    w: square(0.1, 0.2, -0.3, 0.1),
    m: square(0, 0, 0, 0),
    v: square(0, 0, 0, 0),
  };
  const losses: number[] = [];
  const batch = { x: square(1, 2, -1, 0.5), y: square(0.5, -0.5, 0.2, 0.1) };
  for (let i = 1; i <= steps; i++) {
    const { loss, norm: _, ...next } = await executable.run({ ...batch, ...state, step: number(i) });
    losses.push(loss!.data[0]!);
    state = next;
    each(i);
  }
  await executable.dispose();
  return losses;
}
