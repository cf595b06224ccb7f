/**
 * Sessions whose program has been disposed, for the next program that is the same to the byte: making one takes longer than a few steps
 * of a small model. Only for processes that do one trial after the other, as what is kept holds memory.
 */
import { createHash } from 'node:crypto';
import type { InferenceSession } from 'onnxruntime-node';

export interface KeptSessions {
  /** A session that is kept under this key; nothing else has it from here on. */
  take(key: string): InferenceSession | undefined;
  /** Keeps it for the next that takes it. The one that has waited longest goes where there are too many. */
  giveBack(key: string, session: InferenceSession): Promise<void>;
}

/** A training's program and those that answer. */
const MOST = 3;

/** Resident bytes of the process above which a session is released all the same: with a large model, one alone holds more. */
const MOST_BYTES = 448 * 2 ** 20;

export function keptSessions(most = MOST, mostBytes = MOST_BYTES): KeptSessions {
  let waiting: { readonly key: string; readonly session: InferenceSession }[] = [];
  return {
    take(key) {
      const found = waiting.findLast((one) => one.key === key);
      waiting = waiting.filter((one) => one !== found);
      return found?.session;
    },
    async giveBack(key, session) {
      if (process.memoryUsage.rss() > mostBytes) return session.release();
      waiting.push({ key, session });
      while (waiting.length > most) await waiting.shift()?.session.release();
    },
  };
}

/** Of what decides a session: the model's bytes, with the places of its weights, and the settings, with their folder. */
export const sessionKey = (model: Uint8Array, settings: InferenceSession.SessionOptions): string =>
  createHash('sha256').update(model).update(JSON.stringify(settings)).digest('hex');
