/**
 * What a training leaves to its own process, which goes on to answer: all that it had prepared, the model that judged its states, with
 * programs that are compiled, and the validation's answers in the state that was kept. None of it is asked for or made a second time.
 */
import type { Answer, PatchedModel } from '@adaptbench/core';
import type { Prepared } from './prepare.ts';

export interface HandedOn {
  /** The trial's. */
  readonly id: string;
  readonly prepared: Prepared;
  readonly model: PatchedModel;
  /** Is told how many requests of the present call are answered. */
  onProgress: (done: number) => void;
  /** To all validation items in their order; null where not all of them were asked, or not in this process. */
  readonly answers: readonly Answer[] | null;
}

export interface Hand {
  /** What was there before is given up. */
  put(one: HandedOn): Promise<void>;
  /** The trial's; of another trial, or with nothing there, null. Given up otherwise. */
  take(id: string): Promise<HandedOn | null>;
}

export function hand(): Hand {
  let held: HandedOn | null = null;
  const giveUp = async (): Promise<void> => {
    const { model } = held ?? {};
    held = null;
    await model?.dispose();
  };
  return {
    async put(one) {
      await giveUp();
      held = one;
    },
    async take(id) {
      if (held?.id !== id) await giveUp();
      const found = held;
      held = null;
      return found;
    },
  };
}
