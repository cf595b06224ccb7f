/** The head of a session: what runs, where and with which versions. */
import { machine, packageVersions, sourceCommit, startedIn } from '../measure/machine.ts';
import type { Session } from '@adaptbench/results';

/** `engine`: its version, once one is chosen. */
export async function openSession(command: readonly string[], engine?: string): Promise<Session> {
  return {
    command,
    startedAt: new Date().toISOString(),
    endedAt: null,
    machine: machine(),
    versions: packageVersions(),
    ...(engine === undefined ? {} : { engine }),
    source: await sourceCommit(),
    directory: startedIn(),
  };
}
