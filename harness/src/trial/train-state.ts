/** The files from which a training goes on when it was cut: they stay until the trial's record is on the disk. */
import { rmSync } from 'node:fs';
import path from 'node:path';

const STATE = 'train-state.safetensors';
const FIGURES = 'train-state.json';

/** `dir`: the trial's folder. */
export const trainStatePath = (dir: string): string => path.join(dir, STATE);

/** See `train-figures.ts`. */
export const trainFiguresPath = (dir: string): string => path.join(dir, FIGURES);

/** Called once nothing needs them any more; drafts of them go as well. */
export function removeTrainState(dir: string): void {
  for (const name of [STATE, `${STATE}.tmp`, FIGURES, `${FIGURES}.new`])
    rmSync(path.join(dir, name), { force: true });
}
