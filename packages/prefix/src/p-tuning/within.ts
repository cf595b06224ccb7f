/** The task's template with virtual tokens within it, and a note on what they take of the context. */
import {
  type BoundPrompt,
  ConfigError,
  type Prompt,
  bindPrompt,
  reframed,
  takenNote,
} from '@adaptbench/core';
import { type Placement, placeWithin, tokensAt } from './layout.ts';

export const withinPrompt = (layout: readonly Placement[]): Prompt => ({
  draws: false,
  bind(context): BoundPrompt {
    const [front, end] = [tokensAt(layout, 'start'), tokensAt(layout, 'end')];
    let most = 0;
    const around = reframed(context, (text) => front + text + end);
    return bindPrompt(around, {
      write(item) {
        const text = placeWithin(layout, context, item);
        const n = (front + text + end).match(/[\u{F0000}-\u{FFFFD}]/gu)?.length ?? 0;
        if (n >= context.contextLength)
          throw new ConfigError(
            `p-tuning.layout: ${n} virtual tokens: expected less than ${context.contextLength}, the model's context in tokens.`,
          );
        most = Math.max(most, n);
        return around.frame(text);
      },
      notes: () => (most === 0 ? [] : [takenNote(most, context.contextLength, 'virtual tokens')]),
    });
  },
});
