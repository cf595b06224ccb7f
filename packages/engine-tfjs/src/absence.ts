/** Why a device cannot be had, as far as the disk tells: nothing is loaded and no driver is asked. */
import type { TfjsDevice } from './devices.ts';
import { type NativeKind, nativeAbsence } from './tensorflow/binding.ts';

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
