/** The task's template and nothing else: the prompt of every method that tunes, and of zero shots. */
import { answerEnd, answerItems } from './ask.ts';
import { labelForm } from './label-form.ts';
import type { Scoring } from './label-scores.ts';
import { priorsOf } from './prior.ts';
import { checkTemplate } from './template.ts';
import { goldCompletion, promptWriter } from './write.ts';
import type { LanguageModel } from '../contracts/language-model.ts';
import type { BoundPrompt, Prompt, PromptContext } from '../contracts/prompt.ts';
import type { Item } from '../contracts/task.ts';

export const plainPrompt: Prompt = {
  draws: false,
  bind(context) {
    const write = promptWriter(context);
    return bindPrompt(context, { write: (item) => write(item) });
  },
};

/** What a prompt of one text an item has beside the text. */
export interface PromptParts {
  /** All before an item's answer, where `among` are asked together. */
  readonly write: (item: Item, among: readonly Item[]) => string;
  /** What must be known of these items before they are written, where only the model knows it. */
  readonly read?: (model: LanguageModel, items: readonly Item[], among: readonly Item[]) => Promise<void>;
  /** What else a reader should know. */
  readonly notes?: () => readonly string[];
  /** How labels are compared; by their log-probabilities unless told. */
  readonly scoring?: Scoring;
}

/** A prompt that is one text an item; what follows is the template's own answer. */
export function bindPrompt(
  context: PromptContext,
  { write: whole, read, notes = () => [], scoring = { labelScore: 'sum', calibration: null } }: PromptParts,
): BoundPrompt {
  const { task, template } = context;
  checkTemplate(task, template);
  const write = (item: Item, among: readonly Item[] = [item]): string => whole(item, among);
  const bare = promptWriter(context);
  const tooLong = new Set<string>();
  const told = new Set<string>();
  const tell = (item: Item | undefined): void => {
    if (task.kind === 'classification' && item)
      for (const note of labelForm(context, task, item).notes) told.add(note);
  };
  const priors = priorsOf(context, scoring, (note) => told.add(note));
  return {
    write,
    completion: (item) => goldCompletion(context, bare(item), item),
    trainingTexts: (items) =>
      items.map((item) => {
        const text = write(item, items);
        return {
          context: text,
          completion: goldCompletion(context, text, item),
          end: answerEnd(context, item),
        };
      }),
    async answer(items, model, among = items, wanted = 'answers') {
      tell(items[0]);
      await read?.(model, items, among);
      const prior = priors?.(model, among) ?? null;
      const answers = await answerItems(items, context, (item) => write(item, among), model, {
        labelScore: scoring.labelScore,
        prior,
        wanted,
      });
      for (const { itemId, promptTokens } of answers) if (promptTokens === 0) tooLong.add(itemId);
      return answers;
    },
    notes: () => [
      ...notes(),
      ...told,
      ...(tooLong.size === 0
        ? []
        : [
            `${tooLong.size} item${tooLong.size === 1 ? '' : 's'} not asked, counted as wrong: prompt and answer exceed the context of ${context.contextLength} tokens`,
          ]),
    ],
  };
}
