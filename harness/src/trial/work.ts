/** The work of a trial: loads the model, trains, scores and times; or fits, where a method is fitted. */
import { engineOf, loadEngine } from '../engines.ts';
import type { TrialWork } from './contract.ts';
import { evaluateWork } from './evaluate-work.ts';
import { evaluateFitted, fitWork, timeFitted } from './fitted-work.ts';
import { hand } from './handed-on.ts';
import { openedOnce } from './opened.ts';
import { plainPrograms } from './plain-programs.ts';
import { afresh } from './prepare.ts';
import { rehearseWork } from './rehearse-work.ts';
import { timeWork } from './time-work.ts';
import { trainWork } from './train-work.ts';

/** Whether this process does other trials as well. Then no memory is told of it, and what was compiled may stay. */
let stays = false;
/** Of this process. A request is timed in one that has opened nothing before. */
const opening = openedOnce({ ...afresh, engine: (spec) => engineOf(spec, { keeps: stays }) });
const handed = hand();
const programs = plainPrograms();

export const work: TrialWork = {
  load(spec, more) {
    stays = more.stays;
    return loadEngine(spec);
  },
  train: (spec, ...rest) =>
    spec.fits ? fitWork(spec, rest[0], opening) : trainWork(spec, ...rest, opening, handed),
  evaluate: (spec, ...rest) =>
    spec.fits
      ? evaluateFitted(spec, ...rest, opening)
      : evaluateWork(spec, ...rest, opening, { handed, programs }),
  time: (spec, ...rest) => (spec.fits ? timeFitted(spec, ...rest) : timeWork(spec, ...rest)),
  rehearse: rehearseWork,
};
