/** Virtual tokens around a prompt, whichever it is. */
import { ConfigError } from '../basics/errors.ts';
import { reframed } from './write.ts';
import type { Around } from '../contracts/method.ts';
import type { BoundPrompt, Prompt } from '../contracts/prompt.ts';

/** `prompt` between the tokens, with a note on what they take of the context. Throws ConfigError at `bind` where they take all of it. */
export function surrounded(prompt: Prompt, { field, before, after }: Around): Prompt {
  const tokens = Array.from(before + after).length;
  if (tokens === 0) return prompt;
  return {
    ...prompt,
    bind(context): BoundPrompt {
      if (tokens >= context.contextLength)
        throw new ConfigError(
          `${field}: ${tokens} virtual tokens: expected less than ${context.contextLength}, the model's context in tokens.`,
        );
      const bound = prompt.bind(reframed(context, (text) => before + text + after));
      const note = takenNote(tokens, context.contextLength, 'virtual tokens');
      return { ...bound, notes: () => [note, ...bound.notes()] };
    },
  };
}

/** `prompt` behind keys and values that a patch puts at `positions` before every text, with the same note. */
export const behind = (prompt: Prompt, positions: number): Prompt =>
  positions === 0
    ? prompt
    : {
        ...prompt,
        bind(context): BoundPrompt {
          const bound = prompt.bind(context);
          const note = takenNote(positions, context.contextLength + positions, 'the prefix');
          return { ...bound, notes: () => [note, ...bound.notes()] };
        },
      };

/** What a reader should know of tokens that a method takes of the context. */
export const takenNote = (n: number, contextLength: number, by: string): string =>
  `${n} of the context's ${contextLength} tokens ${n === 1 ? 'is' : 'are'} taken by ${by}`;
