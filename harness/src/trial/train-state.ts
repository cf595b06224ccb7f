/** The file from which a training goes on when it was cut: it stays until the trial's record is on the disk. */
import { rmSync } from 'node:fs';
import path from 'node:path';

const NAME = 'train-state.safetensors';

/** `dir`: the trial's folder. */
export const trainStatePath = (dir: string): string => path.join(dir, NAME);

/** Called once nothing needs it any more; a draft of one goes as well. */
export function removeTrainState(dir: string): void {
  for (const name of [NAME, `${NAME}.tmp`]) rmSync(path.join(dir, name), { force: true });
}
