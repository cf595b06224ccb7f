/**
 * How an item is written: exemplars with their answers, then the item up to where its answer begins. Where the template has turns and the
 * model a chat template, that is a conversation: an exemplar's answer is an assistant's turn. Else it is one text in the frame.
 */
import { checkTemplate, continuation, goldAnswer } from './template.ts';
import { ConfigError } from '../basics/errors.ts';
import type { PromptContext } from '../contracts/prompt.ts';
import type { Item, Turn } from '../contracts/task.ts';

/** All that stands before an item's answer; exemplars in the order given, none unless told. Each exemplar is put into words once. */
export function promptWriter(context: PromptContext): (item: Item, exemplars?: readonly Item[]) => string {
  const { task, template: index, conversation } = context;
  checkTemplate(task, index);
  const template = task.templates[index]!;
  if (conversation && template.turns) {
    const turnsOf = (item: Item): readonly Turn[] => template.turns!(item);
    const shown = remembered((item: Item): Turn[] => [
      ...turnsOf(item).slice(leading(turnsOf(item))),
      { role: 'assistant', content: goldAnswer(task, index, item).trim() },
    ]);
    return (item, exemplars = []) => {
      const turns = turnsOf(item);
      const n = leading(turns);
      return told(item, () =>
        conversation.write([...turns.slice(0, n), ...exemplars.flatMap(shown), ...turns.slice(n)]),
      );
    };
  }
  const shown = remembered(
    (item: Item) => template.write(item) + goldAnswer(task, index, item) + template.separator,
  );
  return (item, exemplars = []) => context.frame(exemplars.map(shown).join('') + template.write(item));
}

/** An item's answer as it follows `text`, its prompt: to be trained on. */
export function goldCompletion(context: PromptContext, text: string, item: Item): string {
  const { task, template, conversation } = context;
  const answer = goldAnswer(task, template, item);
  return conversation && task.kind === 'generation' && task.templates[template]!.turns
    ? conversation.lead + answer.trimStart()
    : continuation(text, answer);
}

/** The same context, of whose finished prompts something else is made. */
export const reframed = (context: PromptContext, around: (prompt: string) => string): PromptContext => {
  const { conversation } = context;
  return {
    ...context,
    frame: (text) => around(context.frame(text)),
    ...(conversation && {
      conversation: { ...conversation, write: (turns) => around(conversation.write(turns)) },
    }),
  };
};

/** How many turns of the system's a conversation begins with. The asked item's are the only ones in a prompt. */
function leading(turns: readonly Turn[]): number {
  const n = turns.findIndex(({ role }) => role !== 'system');
  return n < 0 ? turns.length : n;
}

function remembered<T>(work: (item: Item) => T): (item: Item) => T {
  const done = new Map<Item, T>();
  return (item) => {
    const value = done.get(item) ?? work(item);
    done.set(item, value);
    return value;
  };
}

/** Errors of a conversation name its item. */
function told(item: Item, work: () => string): string {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`item ${item.id}: ${error.message}`, { cause: error });
  }
}
