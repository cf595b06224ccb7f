/** What a graph needs of whatever runs it. An engine is a package that implements `Engine`; only the harness chooses one. */
import type { Program } from './program.ts';

export type TensorData = Float32Array | Int32Array;
/** A dense row-major value outside a graph. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Where a frozen weight lies: float32, little-endian, row-major, in a file that can be memory-mapped, or in memory. */
export type FrozenSource =
  | { readonly file: string; readonly offset: number; readonly bytes: number }
  | { readonly data: Float32Array };

export interface CompileOptions {
  /** Gives the place of each frozen input. */
  readonly frozen: (name: string) => FrozenSource;
  /**
   * `speed` may spend memory on a private copy of the weights in the engine's favourite layout; `memory` leaves them mapped where
   * they are.
   */
  readonly prefer?: 'speed' | 'memory';
}

export interface Executable {
  /** Feeds every input that is not frozen; gives back every output. FeedValue arrays must not change until the promise settles. */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  dispose(): Promise<void>;
}

/** A value that stays where the engine computes, so that feeding it copies nothing. */
export interface Resident {
  readonly shape: readonly number[];
  /** A copy in the processor's memory. */
  read(): Promise<Tensor>;
  /** Frees it; it cannot be fed any more. */
  release(): void;
}

/** What a program can be fed with. */
export type FeedValue = Tensor | Resident;

export interface ResidentExecutable {
  /** As `run` of an `Executable`; outputs that were to stay are resident. */
  run(feeds: Readonly<Record<string, FeedValue>>): Promise<{
    readonly outputs: Readonly<Record<string, Tensor>>;
    readonly resident: Readonly<Record<string, Resident>>;
  }>;
  dispose(): Promise<void>;
}

/** How an engine with a memory of its own keeps values there from run to run. */
export interface ResidentEngine {
  /** As `compile` of an `Engine`; the f32 outputs that `stays` holds for are left where they are. */
  compile(
    program: Program,
    options: CompileOptions,
    stays: (output: string) => boolean,
  ): Promise<ResidentExecutable>;
  /** An f32 tensor, copied to where the engine computes. */
  put(tensor: Tensor): Promise<Resident>;
}

/** Nodes of a run that a device left to the processor. */
export interface Fallbacks {
  /** Of the whole run. */
  readonly nodes: number;
  /** Left to the processor for good: they compute with dimensions, which are there. */
  readonly ofShapes: number;
  /** All others with the copies around them, each costing time: type and name. */
  readonly others: readonly string[];
}
export interface Traced {
  readonly outputs: Record<string, Tensor>;
  readonly fallbacks: Fallbacks;
}

/** A device cannot be used here: says why and how to get it. */
export class EngineError extends Error {
  override name = 'EngineError';
}

export interface Engine {
  /** e.g. `ort`. */
  readonly name: string;
  /** e.g. `cpu`, `webgpu`, `cuda`. */
  readonly device: string;
  /** What runs, for the manifest, e.g. `onnxruntime-node 1.30.0`. */
  readonly version: string;
  /** How many of the processor's threads it works with. */
  readonly threads: number;
  /** Throws EngineError when the device or an op is not available. */
  compile(program: Program, options: CompileOptions): Promise<Executable>;
  /** Absent where the engine's memory is the processor's: `residentOf` then does it without copies. */
  readonly resident?: ResidentEngine;
  /** Runs a program once, and says what the device left to the processor. Absent where the processor is the device. */
  trace?(program: Program, options: CompileOptions, feeds: Readonly<Record<string, Tensor>>): Promise<Traced>;
}
