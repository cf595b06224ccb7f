/**
 * TensorFlow's own library through tfjs-node's binding, which `pnpm tfjs:native` builds into a folder outside node_modules. The library
 * takes its settings from the environment when it is loaded: one number of threads a process.
 */
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '@adaptbench/graph';

/** What we call of the binding (`binding/tfjs_binding.cc` of `@tensorflow/tfjs-node`). */
export interface Binding {
  /** Gives a tensor's id. The array is shared, not copied. */
  createTensor(shape: readonly number[], dtype: number, data: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  /** Gives a model's id. `tags`: one or more, with commas between. */
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** Names with commas between; outputs in their order. */
  runSavedModel(
    id: number,
    tensors: readonly number[],
    inputs: string,
    outputs: string,
  ): { readonly id: number; readonly shape: number[] }[];
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_Version: string;
}

export type NativeKind = 'cpu' | 'gpu';

/** Where `pnpm tfjs:native` leaves a binding: in $ADAPTBENCH_CACHE, else ~/.cache/adaptbench. */
export const nativeFolder = (kind: NativeKind): string =>
  join(process.env['ADAPTBENCH_CACHE'] || join(homedir(), '.cache', 'adaptbench'), 'tfjs-native', kind);
const fileOf = (kind: NativeKind): string => join(nativeFolder(kind), 'tfjs_binding.node');
export const hasNative = (kind: NativeKind): boolean => existsSync(fileOf(kind));
/** Milliseconds since 1970; null where it has not been built. */
export const nativeBuiltAt = (kind: NativeKind): number | null =>
  statSync(fileOf(kind), { throwIfNoEntry: false })?.mtimeMs ?? null;
/** What is missing and the command that makes it; null where the binding has been built. */
export const nativeAbsence = (kind: NativeKind): string | null =>
  hasNative(kind)
    ? null
    : `TensorFlow's library has not been built here (looked for ${fileOf(kind).replace(homedir(), '~')}). Run \`pnpm tfjs:native${kind === 'gpu' ? ' --gpu' : ''}\`, which says what it needs.`;

let loaded: { readonly kind: NativeKind; readonly binding: Binding; readonly threads: number } | null = null;

/** The binding, and the threads that the process has it with. Throws EngineError, with what would mend it, where there is none. */
export function loadNative(
  kind: NativeKind,
  threads: number,
): { readonly binding: Binding; readonly threads: number } {
  const device = kind === 'cpu' ? 'tensorflow' : 'tensorflow-gpu';
  const missing = nativeAbsence(kind);
  if (missing !== null) throw new EngineError(`device "${device}": ${missing} Or use --device wasm.`);
  if (loaded && loaded.kind !== kind)
    throw new EngineError(
      `device "${device}": this process has loaded TensorFlow for the ${loaded.kind} already.`,
    );
  if (loaded) return loaded;
  // What is said of instruction sets and of devices that are absent.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '3';
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
  try {
    loaded = { kind, binding: quietly(nativeFolder(kind)), threads };
    return loaded;
  } catch (error) {
    throw new EngineError(
      `device "${device}": ${fileOf(kind)} cannot be loaded: ${error instanceof Error ? error.message : String(error)}. Build it again with \`pnpm tfjs:native${kind === 'gpu' ? ' --gpu' : ''}\`.`,
      { cause: error },
    );
  }
}

/** Loads the binding of a folder; what TensorFlow writes to the terminal meanwhile goes nowhere (`native/quiet.cc`). */
function quietly(folder: string): Binding {
  const require = createRequire(import.meta.url);
  const { quiet } = require(join(folder, 'quiet.node')) as { readonly quiet: (on: boolean) => void };
  quiet(true);
  try {
    return require(join(folder, 'tfjs_binding.node')) as Binding;
  } finally {
    quiet(false);
  }
}
