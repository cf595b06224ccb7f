/**
 * The process that measures one engine: a driver that crashes takes nothing with it, and what a library keeps is given back. Started by
 * `measure.ts`; opens what its first message names, then does a piece of work for each message.
 */
import type { Engine } from '@adaptbench/graph';
import type { Took } from '@adaptbench/results';
import { engineOf, loadEngine } from '../engines.ts';
import { type Miniature, miniatureOf } from './miniature.ts';
import type { FromProbe, OpenMessage, Opened, ToProbe } from './protocol.ts';
import { type Work, type WorkName, openWork } from './works.ts';

// The harness is gone or wants no more.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

let at: { readonly engine: Engine; readonly model: Miniature['model'] } | null = null;
const works = new Map<WorkName, Work>();

process.on('message', (message: ToProbe) => {
  const answer = message.type === 'open' ? open(message) : run(message.work);
  void answer
    .catch((error: unknown): FromProbe => ({
      type: 'failed',
      message: error instanceof Error ? error.message : String(error),
    }))
    .then((told) => process.send?.(told));
});

async function open({ config, ...named }: OpenMessage): Promise<Opened> {
  const { model, factor } = miniatureOf(config);
  const [engine, load] = await timed(async () => {
    await loadEngine(named);
    return engineOf(named);
  });
  at = { engine, model };
  return { type: 'opened', version: engine.version, threads: engine.threads, load, factor };
}

async function run(name: WorkName): Promise<FromProbe> {
  if (at === null) throw new Error('internal: no engine is open');
  const { engine, model } = at;
  const [, took] = await timed(async () => {
    const work = works.get(name) ?? (await openWork[name](model, engine));
    works.set(name, work);
    await work();
  });
  return { type: 'took', took };
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, Took]> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const value = await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return [value, { wallMs, cpuMs: (user + system) / 1000 }];
}
