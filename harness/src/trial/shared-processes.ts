/**
 * Processes that do one trial after the other. Most of a small trial's time is a process's start: its program, a model, data, code that the
 * engine of JavaScript has not met before. Memory cannot be told of such a process, as what one trial leaves behind counts for the next.
 * So only trials whose memory nothing tells are done here.
 */
import { statusOf } from '../measure/memory.ts';
import { type PhaseProcess, startProcess } from './phase.ts';

/** Resident bytes above which a process ends all the same: engines keep memory, and another trial beside it needs its own. */
const MOST_BYTES = 512 * 2 ** 20;

export interface SharedProcesses {
  /** One that waits, or a new one. */
  take(): PhaseProcess;
  /** Where it lives, it waits for the next trial. */
  giveBack(one: PhaseProcess): void;
  /** Ends those that wait. */
  end(): Promise<void>;
}

/** `work`: as for a phase. */
export function sharedProcesses(work: string, mostBytes = MOST_BYTES): SharedProcesses {
  const waiting: PhaseProcess[] = [];
  return {
    take() {
      const lives = waiting.splice(0).filter(({ child }) => child.connected);
      const [first, ...others] = lives;
      waiting.push(...others);
      return first ?? startProcess(work);
    },
    giveBack(one) {
      if (!one.child.connected) return;
      const status = statusOf(one.child.pid ?? 0);
      // Where the system does not tell of other processes, none stays.
      if (status !== null && status.anonymous + status.mapped <= mostBytes) waiting.push(one);
      else one.child.kill('SIGKILL');
    },
    async end() {
      for (const { child } of waiting) child.kill('SIGKILL');
      await Promise.all(waiting.splice(0).map(({ ended }) => ended));
    },
  };
}
