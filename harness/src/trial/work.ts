/** The work of a trial: loads the model, trains, scores and times; or fits, where a method is fitted. */
import { loadEngine } from '../engines.ts';
import type { TrialWork } from './contract.ts';
import { evaluateWork } from './evaluate-work.ts';
import { evaluateFitted, fitWork, timeFitted } from './fitted-work.ts';
import { rehearseWork } from './rehearse-work.ts';
import { timeWork } from './time-work.ts';
import { trainWork } from './train-work.ts';

export const work: TrialWork = {
  load: loadEngine,
  train: (spec, ...rest) => (spec.fits ? fitWork(spec, rest[0]) : trainWork(spec, ...rest)),
  evaluate: (spec, ...rest) => (spec.fits ? evaluateFitted(spec, ...rest) : evaluateWork(spec, ...rest)),
  time: (spec, ...rest) => (spec.fits ? timeFitted(spec, ...rest) : timeWork(spec, ...rest)),
  rehearse: rehearseWork,
};
