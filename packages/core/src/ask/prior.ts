/** What labels get whatever is asked: found out once per model for the same prompts, or for each item where the prompts are its own. */
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
  const ask = async (prompts: readonly string[], item: Item, model: LanguageModel): Promise<Prior | null> => {
    const prior = await priorAfter(prompts, context, item, model, labelScore);
    tell(prior === null ? NONE : noteOf(prior, calibration.common));
    return prior;
  };
  const known = new WeakMap<LanguageModel, Known>();
  return (model, among) => (item) => {
    if (!calibration.common) return ask(calibration.prompts(item, among), item, model);
    const { together, texts } = known.get(model) ?? { together: new WeakMap(), texts: new Map() };
    known.set(model, { together, texts });
    const found = together.get(among);
    if (found) return found;
    // Others that are asked together may be asked after the same exemplars.
    const prompts = calibration.prompts(item, among);
    const key = prompts.join('\0');
    const prior = texts.get(key) ?? ask(prompts, item, model);
    texts.set(key, prior);
    together.set(among, prior);
    return prior;
  };
}

/** What one model has been asked: by the items that were asked together, and by the prompts. */
interface Known {
  readonly together: WeakMap<readonly Item[], Promise<Prior | null>>;
  readonly texts: Map<string, Promise<Prior | null>>;
}

const NONE =
  'not calibrated: none of the prompts that tell what labels get whatever is asked fits the context';

const noteOf = ({ prompts, promptTokens }: Prior, common: boolean): string =>
  common
    ? `calibrated by ${prompts} further prompts of ${promptTokens} tokens in all, read once per model`
    : `calibrated by ${prompts} further prompts for each item`;
