/**
 * What labels get whatever is asked, found out once per model and per items that are asked together, or for each item where the prompts
 * that tell are its own.
 */
import { priorAfter } from './ask.ts';
import type { Prior, Scoring } from './label-scores.ts';
import type { LanguageModel } from '../contracts/language-model.ts';
import type { PromptContext } from '../contracts/prompt.ts';
import type { Item } from '../contracts/task.ts';

/** null where labels are compared as they are. `tell`: what a reader should know. */
export function priorsOf(
  context: PromptContext,
  { labelScore, calibration }: Scoring,
  tell: (note: string) => void,
): ((model: LanguageModel, among: readonly Item[]) => (item: Item) => Promise<Prior | null>) | null {
  if (calibration === null) return null;
  const known = new WeakMap<LanguageModel, WeakMap<readonly Item[], Promise<Prior | null>>>();
  return (model, among) => {
    const ask = async (item: Item): Promise<Prior | null> => {
      const prior = await priorAfter(calibration.prompts(item, among), context, item, model, labelScore);
      tell(prior === null ? NONE : noteOf(prior, calibration.common));
      return prior;
    };
    if (!calibration.common) return ask;
    const ofModel = known.get(model) ?? new WeakMap<readonly Item[], Promise<Prior | null>>();
    known.set(model, ofModel);
    return (item) => {
      const prior = ofModel.get(among) ?? ask(item);
      ofModel.set(among, prior);
      return prior;
    };
  };
}

const NONE =
  'not calibrated: none of the prompts that tell what labels get whatever is asked fits the context';

const noteOf = ({ prompts, promptTokens }: Prior, common: boolean): string =>
  common
    ? `calibrated by ${prompts} further prompts of ${promptTokens} tokens in all, read once per model`
    : `calibrated by ${prompts} further prompts for each item`;
