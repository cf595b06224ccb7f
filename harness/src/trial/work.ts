/** The work of a trial: loads the model, trains, scores and times. */
import type { TrialWork } from './contract.ts';
import { evaluateWork } from './evaluate-work.ts';
import { timeWork } from './time-work.ts';
import { trainWork } from './train-work.ts';

export const work: TrialWork = { train: trainWork, evaluate: evaluateWork, time: timeWork };
