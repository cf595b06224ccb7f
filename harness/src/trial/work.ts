/** The work of a trial: loads the model, trains, scores and times. */
import type { TrialWork } from './contract.ts';

export const work: TrialWork = {
  train() {
    throw new Error('internal: the work of a trial is not written yet');
  },
  evaluate() {
    throw new Error('internal: the work of a trial is not written yet');
  },
};
