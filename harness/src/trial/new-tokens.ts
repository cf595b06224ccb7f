/**
 * How long an answer may be where the task leaves that to its training answers: as many tokens as the longest of them takes with what ends
 * it, and a quarter more. A model's own words for the same are not always shorter. At most half of the context, so that there is room for a
 * question.
 */
import { type Item, type Task, type Tokenizer, goldAnswer } from '@adaptbench/core';

/** Tokens more than the longest training answer takes. */
const MARGIN = 1.25;

export interface AnswerRoom {
  readonly task: Task;
  readonly notes: readonly string[];
}

/** The task with its bound on new tokens, and what was decided. `items`: those of training. */
export function withAnswerRoom(
  task: Task,
  template: number,
  items: readonly Item[],
  {
    tokenizer,
    contextLength,
  }: { readonly tokenizer: Pick<Tokenizer, 'encode'>; readonly contextLength: number },
): AnswerRoom {
  if (task.kind !== 'generation' || task.maxNewTokensFrom === undefined || items.length === 0)
    return { task, notes: [] };
  const lengths = items.map((item) => tokenizer.encode(goldAnswer(task, template, item)).length + 1);
  const longest = lengths.reduce((a, b) => Math.max(a, b));
  const wanted = Math.ceil(longest * MARGIN);
  const most = Math.floor(contextLength / 2);
  const maxNewTokens = Math.min(wanted, most);
  const cut = lengths.filter((n) => n > maxNewTokens).length;
  return {
    task: { ...task, maxNewTokens },
    notes: [
      `an answer may have ${maxNewTokens} tokens: the longest of ${items.length} training answers has ${longest}${
        cut === 0 ? '' : `; ${cut} are longer than half of the context of ${contextLength} allows`
      }; --max-new-tokens sets another bound`,
    ],
  };
}
