/**
 * Which process is at work in a trial's folder. A harness that is killed may leave its trial's process behind for a while; the next
 * harness ends it before it begins, so that no two ever write to one folder.
 *
 * The process writes its file before it does anything else there, and goes on only if its harness still lives after that. So a harness
 * that takes the folder over either finds the file or meets no process.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesIn, foldersIn } from '@adaptbench/results';
import { mayLive, readOwner, thisProcess } from './owner.ts';

const fileOf = (dir: string, pid: number): string => path.join(dir, `process-${pid}.json`);

/** Called by the trial's process. False where `harness`, its parent, is dead: then it must end and touch nothing. */
export function enterFolder(dir: string, harness: number): boolean {
  const orphaned = (): boolean => process.ppid !== harness;
  if (orphaned()) return false;
  writeFileSync(fileOf(dir, process.pid), JSON.stringify(thisProcess()));
  return !orphaned();
}

/** Called by the harness once the process is gone. */
export const leaveFolder = (dir: string, pid: number): void => rmSync(fileOf(dir, pid), { force: true });

/** Seconds that a killed process may take to give its memory back. */
const PATIENCE = 60;

/**
 * Ends what earlier harnesses have left running below `trials`, the run's folder of trials, which this harness has locked.
 * @throws Error where a process does not end
 */
export async function endFormer(trials: string): Promise<void> {
  if (!existsSync(trials)) return;
  for (const trial of foldersIn(trials)) {
    for (const name of filesIn(path.join(trials, trial))) {
      if (!/^process-\d+\.json$/.test(name)) continue;
      const file = path.join(trials, trial, name);
      await end(file);
      rmSync(file, { force: true });
    }
  }
}

async function end(file: string): Promise<void> {
  const owner = readOwner(readFileSync(file, 'utf8'));
  // Without its time of birth (not on Linux) the pid may be anybody's by now.
  if (owner === null || owner.born === null || owner.host !== thisProcess().host || !mayLive(owner)) return;
  process.kill(owner.pid, 'SIGKILL');
  for (let waited = 0; mayLive(owner); waited += 0.02) {
    if (waited > PATIENCE)
      throw new Error(`${file}: process ${owner.pid} of an earlier run still works here and does not end`);
    await sleep(20);
  }
}
