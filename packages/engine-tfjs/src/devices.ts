/** The devices of TensorFlow.js that every machine has: WebAssembly with SIMD, and plain JavaScript. */

export const devices = ['wasm', 'cpu'] as const;
export type TfjsDevice = (typeof devices)[number];

export interface TfjsOptions {
  readonly device: TfjsDevice;
  /** Taken and not used: under Node both devices have one thread. */
  readonly threads?: number;
}
