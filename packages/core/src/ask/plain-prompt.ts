/** The task's template and nothing else: the prompt of every method that tunes, and of zero shots. */
import { answerEnd, answerItems } from './ask.ts';
import { labelForm } from './label-form.ts';
import { checkTemplate } from './template.ts';
import { goldCompletion, promptWriter } from './write.ts';
import type { BoundPrompt, Prompt, PromptContext } from '../contracts/prompt.ts';
import type { Item } from '../contracts/task.ts';

export const plainPrompt: Prompt = {
  draws: false,
  bind(context) {
    const write = promptWriter(context);
    return bindPrompt(context, (item) => write(item));
  },
};

/**
 * A prompt that is one text an item: `whole` writes all before the answer, and what follows is the template's own answer. `notes` gives
 * what else a reader should know.
 */
export function bindPrompt(
  context: PromptContext,
  whole: (item: Item, among: readonly Item[]) => string,
  notes: () => readonly string[] = () => [],
): BoundPrompt {
  const { task, template } = context;
  checkTemplate(task, template);
  const write = (item: Item, among: readonly Item[] = [item]): string => whole(item, among);
  const completion = (item: Item, text = write(item)): string => goldCompletion(context, text, item);
  const tooLong = new Set<string>();
  const told = new Set<string>();
  const tell = (item: Item | undefined): void => {
    if (task.kind === 'classification' && item)
      for (const note of labelForm(context, task, item).notes) told.add(note);
  };
  return {
    write,
    completion: (item) => completion(item),
    trainingTexts: (items) =>
      items.map((item) => {
        const text = write(item, items);
        return { context: text, completion: completion(item, text), end: answerEnd(context, item) };
      }),
    async answer(items, model, among = items) {
      tell(items[0]);
      const answers = await answerItems(items, context, (item) => write(item, among), model);
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
