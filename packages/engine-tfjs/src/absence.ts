/** Why a device cannot be had, as far as the disk tells: nothing is loaded and no driver is asked. */
import type { TfjsDevice } from './devices.ts';
import { type NativeKind, nativeAbsence, nativeBuiltAt } from './tensorflow/binding.ts';

const kinds: Readonly<Record<TfjsDevice, NativeKind | null>> = {
  wasm: null,
  cpu: null,
  tensorflow: 'cpu',
  'tensorflow-gpu': 'gpu',
};

/** null: trying it may succeed. */
export function absence(device: TfjsDevice): string | null {
  const kind = kinds[device];
  return kind === null ? null : nativeAbsence(kind);
}

/** When TensorFlow's binding was built, in milliseconds since 1970; null where there is none and of a device that needs none. */
export function builtAt(device: TfjsDevice): number | null {
  const kind = kinds[device];
  return kind === null ? null : nativeBuiltAt(kind);
}
