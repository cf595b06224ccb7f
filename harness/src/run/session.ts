/** The head of a session: what runs, where and with which versions. */
import { machine, packageVersions, sourceCommit, startedIn } from '../measure/machine.ts';
import type { EngineChoice, Session } from '@adaptbench/results';

/** `engine`: its version, once one is chosen. `choice`: how; null where nothing was left to choose. */
export async function openSession(
  command: readonly string[],
  engine?: string,
  choice: EngineChoice | null = null,
): Promise<Session> {
  return {
    command,
    startedAt: new Date().toISOString(),
    endedAt: null,
    machine: machine(),
    versions: packageVersions(),
    ...(engine === undefined ? {} : { engine }),
    ...(choice === null ? {} : { choice }),
    source: await sourceCommit(),
    directory: startedIn(),
  };
}
