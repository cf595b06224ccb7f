/** The choice of engine and device for a run, with its reasons. */
import type { EngineChoice, TrialSpec } from '@adaptbench/results';
import { EngineError } from '@adaptbench/graph';
import { openModel } from '../trial/prepare.ts';
import type { Named } from '../engines.ts';
import { type Candidates, nameOf } from './candidates.ts';
import { decide, decided, hopeless } from './decide.ts';
import { type Demand, worksOf } from './demand.ts';
import { measureEngines } from './measure.ts';
import { recall, remember } from './remembered.ts';
import { choiceText, onlyText } from './text.ts';

/** For whom an engine is chosen. */
export interface ChoiceFor extends Pick<TrialSpec, 'model' | 'threads'> {
  /** In words, e.g. `4 trials`. */
  readonly called: string;
}

/**
 * Measures nothing where there is nothing to choose between, no model is asked, or the same was measured in the last days (`anew`: measures
 * all the same). Throws what opening the model throws, EngineError where nothing works.
 */
export async function chooseEngine(
  { usable, absent }: Candidates,
  { model, threads, called }: ChoiceFor,
  demand: Demand,
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<EngineChoice> {
  const began = performance.now();
  const told = ({ engine, device }: Named, more: Omit<EngineChoice, 'engine' | 'device' | 'seconds'>) => ({
    engine,
    device,
    ...more,
    seconds: Math.round(performance.now() - began) / 1000,
  });
  const works = worksOf(demand);
  if (usable.length === 1 || works.length === 0)
    return told(usable[0]!, { why: onlyText(usable, absent), measured: [], absent });
  const { config } = await openModel(model);
  const asked = { config, works, threads };
  const before = anew ? null : recall(usable, asked);
  if (before !== null && decided(before.probed, demand)) {
    const decision = decide(before.probed, demand);
    const why = choiceText(decision, called, before.at);
    return told(decision.chosen, { why, measured: [...decision.rows], measuredAt: before.at, absent });
  }
  const found = await measureEngines(usable, {
    ...asked,
    hopeless: (other, usual) => hopeless(other, usual, demand),
    enough: (probed) => decided(probed, demand),
  });
  const missing = [...absent, ...found.absent];
  // What is usual is no such thing as a card whose driver fails: its fault is told and not passed over.
  const fault = found.absent.find((one) => nameOf(one) === nameOf(usable[0]!));
  if (fault !== undefined) throw new EngineError(`${nameOf(fault)}: ${fault.reason}`);
  // A driver that fails today may work tomorrow.
  if (found.absent.length === 0) remember(usable, asked, found.probed);
  const decision = decide(found.probed, demand);
  const { chosen, rows } = decision;
  const why = rows.length === 1 ? onlyText(rows, missing) : choiceText(decision, called);
  return told(chosen, { why, measured: [...rows], absent: missing });
}
