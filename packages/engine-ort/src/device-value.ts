/** A value in a device's memory: onnxruntime's tensor of location `gpu-buffer`. */
import { type Resident, type Tensor, EngineError } from '@adaptbench/graph';
import type { Tensor as OrtTensor } from 'onnxruntime-node';

export class DeviceValue implements Resident {
  readonly shape: readonly number[];
  readonly tensor: OrtTensor;
  readonly #read: (value: DeviceValue) => Promise<Tensor>;
  #released = false;

  constructor(tensor: OrtTensor, read: (value: DeviceValue) => Promise<Tensor>) {
    this.tensor = tensor;
    this.shape = tensor.dims;
    this.#read = read;
  }

  get released(): boolean {
    return this.#released;
  }

  read(): Promise<Tensor> {
    return this.#read(this);
  }

  /** Garbage collection would free it too, but sees a few bytes where there may be gigabytes. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.tensor.dispose();
  }
}

/** Throws EngineError for a value that was released, or is not onnxruntime's. */
export function onDevice(value: Resident): OrtTensor {
  if (!(value instanceof DeviceValue))
    throw new EngineError("internal: fed with a value that stays on another engine's device");
  if (value.released) throw new EngineError('fed with a value that has been released');
  return value.tensor;
}
