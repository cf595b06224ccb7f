/** The work of a trial: loads the model, trains, scores and times. */
import { loadEngine } from '../engines.ts';
import type { TrialWork } from './contract.ts';
import { evaluateWork } from './evaluate-work.ts';
import { rehearseWork } from './rehearse-work.ts';
import { timeWork } from './time-work.ts';
import { trainWork } from './train-work.ts';

export const work: TrialWork = {
  load: loadEngine,
  train: trainWork,
  evaluate: evaluateWork,
  time: timeWork,
  rehearse: rehearseWork,
};
