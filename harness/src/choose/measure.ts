/** Engines measured in turn, each in a process of its own: engine A, B, B, A, …, so that a busy minute falls on all of them. */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiled } from '@adaptbench/core/compiled';
import type { EngineChoice, Took } from '@adaptbench/results';
import type { Named } from '../engines.ts';
import type { FromProbe, OpenMessage, Opened, ToProbe } from './protocol.ts';
import type { WorkName } from './works.ts';

/** An engine with what its process told, a value a round. */
export interface Probed extends Named {
  readonly opened: Opened;
  readonly rounds: Readonly<Partial<Record<WorkName, readonly Took[]>>>;
}

export interface Measured {
  /** In the order of the candidates. */
  readonly probed: readonly Probed[];
  /** Those that turned out not to work. */
  readonly absent: EngineChoice['absent'];
}

/** Seconds after which a driver counts as hung. */
const PATIENCE = 300;

/** `enough`: whether the rounds so far tell; no round is made where one engine is left. */
export async function measureEngines(
  candidates: readonly Named[],
  asked: Pick<OpenMessage, 'config' | 'works' | 'threads'>,
  enough: (probed: readonly Probed[]) => boolean,
): Promise<Measured> {
  const program = await probeProgram();
  const all = candidates.map((named) => ({ named, probe: startProbe(program) }));
  try {
    const opened = await Promise.all(
      all.map(async ({ named, probe }) => ({
        named,
        probe,
        told: await probe.ask({ type: 'open', ...named, ...asked }),
      })),
    );
    const absent = opened.flatMap(({ named, told }) =>
      told.type === 'failed' ? [{ ...named, reason: told.message }] : [],
    );
    const works = opened.flatMap(({ named, probe, told }) =>
      told.type === 'opened' ? [{ named, probe, opened: told, took: new Map<WorkName, Took[]>() }] : [],
    );
    const probed = (): Probed[] =>
      works.map(({ named, opened: told, took }) => ({
        ...named,
        opened: told,
        rounds: Object.fromEntries(took),
      }));
    for (let round = 0; works.length > 1 && !enough(probed()); round++)
      for (const { probe, took } of round % 2 === 0 ? works : works.toReversed())
        for (const work of asked.works) {
          const told = await probe.ask({ type: 'work', work });
          if (told.type !== 'took') throw new Error(`internal: an engine failed at what it has done before`);
          took.set(work, [...(took.get(work) ?? []), told.took]);
        }
    return { probed: probed(), absent };
  } finally {
    for (const { probe } of all) probe.end();
  }
}

interface Probe {
  /** Never rejects: what went wrong is told. */
  ask(message: ToProbe): Promise<FromProbe>;
  end(): void;
}

function startProbe({ file, loader }: ProbeProgram): Probe {
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
    end: () => void child.kill('SIGKILL'),
  };
}

interface ProbeProgram {
  readonly file: string;
  /** What node is given to read it. */
  readonly loader: string[];
}

/** Compiled where it can be kept, else from TypeScript. */
async function probeProgram(): Promise<ProbeProgram> {
  const probe = fileURLToPath(new URL('probe.ts', import.meta.url));
  try {
    return { file: path.join(await compiled('engines', { probe }), 'probe.mjs'), loader: [] };
  } catch {
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    return { file: probe, loader: ['--import', tsx] };
  }
}
