/** Session settings; each was measured, see README.md. */
import { readFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';
import type { NodeProto } from './proto.ts';
import { subnormals } from './subnormal.ts';

export const devices = ['cpu', 'webgpu', 'cuda'] as const;
export type OrtDevice = (typeof devices)[number];

/** How frozen weights are held; all else (trained tensors, activations, the loss) is float32. */
export type Precision = 'float32' | 'float16';

export interface OrtOptions {
  readonly device: OrtDevice;
  /** Of frozen matrices; default float32. */
  readonly precision?: Precision;
  /** Threads within an op; default: the physical cores that this process may use. */
  readonly threads?: number;
  /** Folder that onnxruntime's profiles are written to, one file a compiled program; default: the environment's ADAPTBENCH_PROFILE. */
  readonly profileFolder?: string;
  /** Whether sessions of disposed programs stay for programs that are the same (`kept-sessions.ts`). */
  readonly keeps?: boolean;
  /** Settings that replace ours, for experiments. */
  readonly session?: InferenceSession.SessionOptions;
}

/** Physical cores, as hyper-threads share the arithmetic units that a matrix product keeps busy; never more than we may use. */
export function physicalCores(): number {
  const usable = availableParallelism();
  try {
    const root = '/sys/devices/system/cpu';
    const cores = readdirSync(root)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(`${root}/${name}/topology/thread_siblings_list`, 'utf8'));
    return Math.min(usable, Math.max(1, new Set(cores).size));
  } catch {
    return usable; // not Linux
  }
}

/** What differs from program to program. */
interface Places {
  /** Folder of the external data; null: none. */
  readonly weightFolder: string | null;
  /** Beginning of the profile's file name; null: no profile. */
  readonly profilePrefix: string | null;
  /** Nodes that a GPU computes too roughly. */
  readonly onCpu: readonly string[];
  /** Outputs that stay in the device's memory. */
  readonly onDevice: readonly string[];
}

/** WGSL promises sin and cos only to 2⁻¹¹ and only within ±π: rotary angles of position 1000 would be noise. */
export const rough: Readonly<Record<OrtDevice, ReadonlySet<string>>> = {
  cpu: new Set(),
  cuda: new Set(),
  webgpu: new Set(['Sin', 'Cos']),
};
export const roughNodes = (device: OrtDevice, nodes: readonly NodeProto[]): string[] =>
  nodes.filter((n) => rough[device].has(n.op_type)).map(({ name }) => name);

/** What a device cannot do falls back to the CPU. */
const providers: Readonly<
  Record<OrtDevice, (onCpu: readonly string[]) => InferenceSession.ExecutionProviderConfig[]>
> = {
  cpu: () => ['cpu'],
  cuda: () => ['cuda', 'cpu'],
  webgpu: (onCpu) => [onCpu.length === 0 ? 'webgpu' : { name: 'webgpu', forceCpuNodeNames: onCpu }, 'cpu'],
};

/**
 * Halves must stay halves: folding would make each one's cast a float32 weight when the session is made, and shared casts would live from
 * the forward pass to the backward one.
 */
const optimization: Readonly<Record<Precision, Readonly<Record<string, object>>>> = {
  float32: {},
  float16: {
    optimization: {
      disable_specified_optimizers: 'ConstantFolding;ConstantFoldingDQ;CommonSubexpressionElimination',
    },
  },
};

export function sessionOptions(
  { device, session, precision = 'float32' }: OrtOptions,
  threads: number,
  prefer: 'speed' | 'memory',
  { weightFolder, profilePrefix, onCpu, onDevice }: Places,
): InferenceSession.SessionOptions {
  const { extra, ...replaced } = session ?? {};
  return {
    executionProviders: providers[device](onCpu),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    enableMemPattern: false,
    logSeverityLevel: 4, // errors come back as exceptions
    // onnxruntime-node binds outputs only where one is to stay.
    ...(onDevice.length === 0
      ? {}
      : { preferredOutputLocation: Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer'])) }),
    ...(profilePrefix === null ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
    ...replaced,
    extra: {
      ...optimization[precision],
      session: {
        ...subnormals(),
        ...(prefer === 'memory' ? { disable_prepacking: '1' } : {}),
        ...(weightFolder === null ? {} : { model_external_initializers_file_folder_path: weightFolder }),
        ...(extra?.['session'] as object | undefined),
      },
    },
  };
}
