/** The devices of TensorFlow.js: two that every machine has, and TensorFlow's own library where it was built. */

export const devices = ['wasm', 'cpu', 'tensorflow', 'tensorflow-gpu'] as const;
export type TfjsDevice = (typeof devices)[number];
/** Devices inside the packages themselves, whose kernels are called one by one. */
export type PortableDevice = 'wasm' | 'cpu';

export interface TfjsOptions {
  readonly device: TfjsDevice;
  /** Of TensorFlow's library: default the processors. The portable devices have one thread under Node. */
  readonly threads?: number;
  /** Of frozen weights; default float32, which is all that this engine has. */
  readonly precision?: 'float32' | 'float16';
}
