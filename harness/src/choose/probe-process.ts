/** A process that measures one engine, as the harness sees it. */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiled } from '@adaptbench/core/compiled';
import type { FromProbe, ToProbe } from './protocol.ts';

/** Seconds after which a driver counts as hung. */
const PATIENCE = 300;

export interface Probe {
  /** Never rejects: what went wrong is told. */
  ask(message: ToProbe): Promise<FromProbe>;
  end(): void;
}

export function startProbe({ file, loader }: ProbeProgram): Probe {
  const child: ChildProcess = fork(file, {
    execArgv: loader,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  let tell: (message: FromProbe) => void = () => {};
  let ended = false;
  const end = (): void => {
    ended = true;
    tell({ type: 'failed', message: 'its process died' });
  };
  child.on('message', (message: FromProbe) => tell(message));
  child.once('exit', end).once('error', end);
  return {
    async ask(message) {
      let late: NodeJS.Timeout | undefined;
      const answer = new Promise<FromProbe>((resolve) => {
        tell = resolve;
        if (ended) return end();
        late = setTimeout(
          () => resolve({ type: 'failed', message: `no answer in ${PATIENCE} s` }),
          PATIENCE * 1000,
        );
        child.send(message, () => {}); // A process that died tells so by its exit.
      });
      return answer.finally(() => clearTimeout(late));
    },
    end() {
      child.kill('SIGKILL');
      end();
    },
  };
}

export interface ProbeProgram {
  readonly file: string;
  /** What node is given to read it. */
  readonly loader: string[];
}

/** Compiled where it can be kept, else from TypeScript. */
export async function probeProgram(): Promise<ProbeProgram> {
  const probe = fileURLToPath(new URL('probe.ts', import.meta.url));
  try {
    return { file: path.join(await compiled('engines', { probe }), 'probe.mjs'), loader: [] };
  } catch {
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    return { file: probe, loader: ['--import', tsx] };
  }
}
