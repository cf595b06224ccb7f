/** The interpreter behind the Engine interface: slow, exact, everywhere. What other engines are compared with. */
import type { CompileOptions, Engine, Executable, Tensor } from './engine.ts';
import { floats } from './floats.ts';
import { interpret } from './interpret.ts';
import type { Program } from './program.ts';
import { numbers } from './shape.ts';

export const referenceEngine: Engine = {
  name: 'reference',
  device: 'cpu',
  version: 'float64 interpreter',
  threads: 1,
  compile: (program, options) => Promise.resolve(executable(program, options)),
};

function executable(program: Program, { frozen }: CompileOptions): Executable {
  const weights: Record<string, Tensor> = {};
  for (const { name, type, role } of program.inputs.values())
    if (role === 'frozen') weights[name] = { shape: numbers(type.shape), data: floats(frozen(name)) };
  return {
    run(feeds) {
      const out: Record<string, Tensor> = {};
      for (const [name, { type, data }] of interpret(program, { ...weights, ...feeds }))
        out[name] = {
          shape: numbers(type.shape),
          data: type.dtype === 'f32' ? Float32Array.from(data) : Int32Array.from(data),
        };
      return Promise.resolve(out);
    },
    dispose: () => Promise.resolve(),
  };
}
