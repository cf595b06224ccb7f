/** The task's template with virtual tokens around or within it, and a note on what they take of the context. */
import {
  type BoundPrompt,
  ConfigError,
  type Item,
  type Prompt,
  type PromptContext,
  bindPrompt,
} from '@adaptbench/core';

/** Where virtual tokens stand. */
export interface Dress {
  /** The tokens in front of everything, a chat template's beginning included. */
  readonly front: string;
  /** The item's text, with the tokens that stand within it. */
  body(context: PromptContext, item: Item): string;
  /** The tokens directly before the answer. */
  readonly end: string;
}

/** The item as the task's template writes it. */
export const plainBody = ({ task, template }: PromptContext, item: Item): string =>
  task.templates[template]!.write(item);
const taken = (n: number, context: number, by: string): string =>
  `${n} of the context's ${context} tokens ${n === 1 ? 'is' : 'are'} taken by ${by}`;

/** The plain template, for a patch that occupies `positions` before any text. */
export const prefixedPrompt = (positions: number): Prompt => ({
  bind(context): BoundPrompt {
    const all = context.contextLength + positions;
    if (context.contextLength < 1)
      throw new ConfigError(
        `prefix.length is ${positions}: expected less than ${all}, the model's context in tokens.`,
      );
    return bindPrompt(
      context,
      (item) => plainBody(context, item),
      () => [taken(positions, all, 'the prefix')],
    );
  },
});

/** `field` names the setting that says how many tokens there are, for errors. */
export const dressedPrompt = (field: string, dress: Dress): Prompt => ({
  bind(context): BoundPrompt {
    const { front, end } = dress;
    let most = 0;
    return bindPrompt(
      { ...context, frame: (text) => front + context.frame(text) + end },
      (item) => {
        const text = dress.body(context, item);
        const n = (front + text + end).match(/[\u{F0000}-\u{FFFFD}]/gu)?.length ?? 0;
        if (n >= context.contextLength)
          throw new ConfigError(
            `${field}: ${n} virtual tokens: expected less than ${context.contextLength}, the model's context in tokens.`,
          );
        most = Math.max(most, n);
        return text;
      },
      () => (most === 0 ? [] : [taken(most, context.contextLength, 'virtual tokens')]),
    );
  },
});
