/** What an engine reaches on a product of a model's size: arithmetic with many rows, memory with one. */
import { type Engine, f32, input, linear, program } from '@adaptbench/graph';

export interface ProductShape {
  readonly rows: number;
  readonly dIn: number;
  readonly dOut: number;
}
export interface ProductRate extends ProductShape {
  /** Of the fastest of the runs. */
  readonly ms: number;
  readonly gflopPerSecond: number;
  /** Of reading the weights. */
  readonly gbPerSecond: number;
}

/** Long enough for clocks and short enough for a command: the runs of a shape. */
const BUDGET_MS = 400;

/** x · Wᵀ with W frozen, as models have it; the first run is not counted. */
export async function productRate(engine: Engine, { rows, dIn, dOut }: ProductShape): Promise<ProductRate> {
  const p = program({
    y: linear(input('x', f32('N', dIn)), input('w', f32(dOut, dIn), 'frozen'), null, 'oi'),
  });
  const executable = await engine.compile(p, {
    frozen: () => ({ data: new Float32Array(dOut * dIn).fill(0.5) }),
  });
  const x = { shape: [rows, dIn], data: new Float32Array(rows * dIn).fill(0.25) };
  try {
    await executable.run({ x });
    let ms = Infinity;
    const begin = performance.now();
    do {
      const start = performance.now();
      await executable.run({ x });
      ms = Math.min(ms, performance.now() - start);
    } while (performance.now() - begin < BUDGET_MS);
    const flops = 2 * rows * dIn * dOut;
    return {
      rows,
      dIn,
      dOut,
      ms,
      gflopPerSecond: flops / ms / 1e6,
      gbPerSecond: (4 * dIn * dOut) / ms / 1e6,
    };
  } finally {
    await executable.dispose();
  }
}
