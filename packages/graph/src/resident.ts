/** Values that stay with an engine, for every engine: where its memory is the processor's, they are ordinary tensors. */
import type { Engine, FeedValue, Resident, ResidentEngine, Tensor } from './engine.ts';

/** What the engine offers, or the same over `run`, in the processor's memory. */
export const residentOf = (engine: Engine): ResidentEngine => engine.resident ?? inHostMemory(engine);

class HostValue implements Resident {
  readonly tensor: Tensor;
  constructor(tensor: Tensor) {
    this.tensor = tensor;
  }
  get shape(): readonly number[] {
    return this.tensor.shape;
  }
  read(): Promise<Tensor> {
    return Promise.resolve(this.tensor);
  }
  release(): void {} // the garbage collector's affair
}

export const isTensor = (fed: FeedValue): fed is Tensor => 'data' in fed;

function tensorOf(name: string, fed: FeedValue): Tensor {
  if (isTensor(fed)) return fed;
  if (fed instanceof HostValue) return fed.tensor;
  throw new Error(`internal: ${name} is fed with a value that stays on another engine's device`);
}

const inHostMemory = (engine: Engine): ResidentEngine => ({
  put: (tensor) => Promise.resolve(new HostValue(tensor)),
  async compile(program, options, stays) {
    const executable = await engine.compile(program, options);
    return {
      async run(feeds) {
        const all = Object.entries(
          await executable.run(
            Object.fromEntries(Object.entries(feeds).map(([name, fed]) => [name, tensorOf(name, fed)])),
          ),
        );
        return {
          outputs: Object.fromEntries(all.filter(([name]) => !stays(name))),
          resident: Object.fromEntries(
            all.flatMap(([name, t]) => (stays(name) ? [[name, new HostValue(t)] as const] : [])),
          ),
        };
      },
      dispose: () => executable.dispose(),
    };
  },
});
