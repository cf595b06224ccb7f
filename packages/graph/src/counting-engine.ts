/** An engine that computes nothing: outputs are zeros, and what the runs would have cost is counted. */
import { flops, memory } from './cost.ts';
import type { Env } from './dim.ts';
import type { Engine, Executable, Tensor } from './engine.ts';
import { type Program, bindSymbols } from './program.ts';
import { count, resolveShape } from './shape.ts';

/** What runs would have cost. */
export interface Counted {
  readonly runs: number;
  readonly flops: number;
  /** Most bytes that one of the programs needs at once, weights included. */
  readonly bytes: number;
}

export interface CountingEngine extends Engine {
  /** Of all runs since the last call. */
  take(): Counted;
}

export function countingEngine(): CountingEngine {
  const none: Counted = { runs: 0, flops: 0, bytes: 0 };
  let counted = none;
  return {
    name: 'counting',
    device: 'cpu',
    version: 'no arithmetic',
    threads: 1,
    compile: (program) =>
      Promise.resolve(
        executable(program, (cost) => {
          counted = {
            runs: counted.runs + 1,
            flops: counted.flops + cost.flops,
            bytes: Math.max(counted.bytes, cost.bytes),
          };
        }),
      ),
    take() {
      const all = counted;
      counted = none;
      return all;
    },
  };
}

type Cost = Omit<Counted, 'runs'>;

function executable(program: Program, met: (cost: Cost) => void): Executable {
  /** By the sizes of a run; few distinct ones occur. */
  const costs = new Map<string, Cost>();
  const costOf = (env: Env): Cost => {
    const key = JSON.stringify(env);
    const cost = costs.get(key) ?? { flops: flops(program, env), bytes: memory(program, env).total };
    costs.set(key, cost);
    return cost;
  };
  return {
    run(feeds) {
      const env = bindSymbols(program, (name) => feeds[name]?.shape);
      met(costOf(env));
      return Promise.resolve(
        Object.fromEntries(
          [...program.outputs].map(([name, { type }]): [string, Tensor] => {
            const shape = resolveShape(type.shape, env);
            const n = count(shape);
            return [name, { shape, data: type.dtype === 'f32' ? new Float32Array(n) : new Int32Array(n) }];
          }),
        ),
      );
    },
    dispose: () => Promise.resolve(),
  };
}
