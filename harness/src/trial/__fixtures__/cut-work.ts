/**
 * The fixture's work with a training that its own process kills twice, each time after it has saved a state: the first process needs
 * much memory, the others little, as a full fine-tuning does that goes on late.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { TrialWork } from '../contract.ts';
import { trainStatePath } from '../train-state.ts';
import { work as plain } from './work.ts';

/** Bytes that the first process holds beyond the others. */
export const LARGE = 200 * 2 ** 20;
/** Seconds that each process works. */
export const LASTS = 0.3;

export const work: TrialWork = {
  ...plain,
  async train(spec, dir, report, beforeState) {
    const state = trainStatePath(dir);
    const done = existsSync(state) ? Number(readFileSync(state, 'utf8')) : 0;
    const held = Buffer.alloc(done === 0 ? LARGE : 0, 1);
    await new Promise((resolve) => setTimeout(resolve, LASTS * 1000));
    await beforeState(done === 0);
    writeFileSync(state, String(done + 1));
    if (done < 2) process.kill(process.pid, 'SIGKILL');
    const result = await plain.train(spec, dir, report, beforeState);
    return result && { ...result, anew: held.length > 0 };
  },
};
