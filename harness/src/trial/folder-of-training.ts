/** Where a training's state lies, and what its processes have measured: a look at a paused training finds them in the whole trial's folder. */
import path from 'node:path';
import { type TrialSpec, trialId, wholeOf } from '@adaptbench/results';

/** `dir`: the trial's own folder, beside the other trials'. */
export const folderOfTraining = (spec: TrialSpec, dir: string): string =>
  spec.screen?.paused ? path.join(path.dirname(dir), trialId(wholeOf(spec))) : dir;
