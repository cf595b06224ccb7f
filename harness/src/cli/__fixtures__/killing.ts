/**
 * A run that is interrupted and started again, as often as asked. A seed draws the moment, the signal and the process. It is the real
 * program with a tiny checkpoint; a run that gets through is looked at, and another one begun.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, random } from '@adaptbench/core';
import { filesOf, readManifest, readTrials } from '@adaptbench/results';
import { realProgram } from './started.ts';

/** What can be seen of a running harness from outside. */
interface Sight {
  /** What it has written to its standard error. */
  readonly text: string;
  /** Whether a file of the run, by the end of its path, has appeared or changed since the harness was started. */
  changed(ending: RegExp): boolean;
}

/** When to kill: as soon as something is seen, and up to so many milliseconds later. */
interface Moment {
  readonly name: string;
  readonly seen: (sight: Sight) => boolean;
  readonly within: number;
}

const says = (text: RegExp) => (sight: Sight) => text.test(sight.text);
const writes = (file: RegExp) => (sight: Sight) => sight.changed(file);

const startUp: Moment = { name: 'start-up', seen: () => true, within: 600 };
const lock: Moment = { name: 'lock', seen: writes(/lock[.\d]*$/), within: 5 };
const manifest: Moment = { name: 'manifest', seen: writes(/manifest\.json(\.new)?$/), within: 5 };
const trial: Moment = { name: 'trial’s process', seen: writes(/process-\d+\.json$/), within: 500 };
const training: Moment = { name: 'training', seen: says(/ · train\n/), within: 50 };
const state: Moment = { name: 'training’s state', seen: writes(/train-state\./), within: 50 };
const artifact: Moment = { name: 'artefact', seen: writes(/artifact\/.*$/), within: 5 };
const evaluation: Moment = { name: 'evaluation', seen: says(/ · evaluate\n/), within: 50 };
const timing: Moment = { name: 'timing', seen: says(/ · time\n/), within: 50 };
const items: Moment = { name: 'items', seen: writes(/items\.jsonl(\.new)?$/), within: 5 };
const record: Moment = { name: 'record', seen: writes(/trials\.jsonl$/), within: 2 };
const between: Moment = { name: 'between trials', seen: writes(/trials\.jsonl$/), within: 200 };
const tables: Moment = { name: 'tables', seen: writes(/\.csv(\.new)?$/), within: 5 };
const report: Moment = { name: 'report', seen: writes(/report\.\w+(\.new)?$/), within: 5 };

/** In the order in which a run of two trials, of which the first trains, passes them; requests are timed at the end. */
export const moments: readonly Moment[] = [
  [startUp, lock, manifest],
  [trial, training, state, state, startUp, artifact, evaluation, items, record],
  [startUp, trial, evaluation, items, between],
  [timing, record, timing, tables, report, manifest],
].flat();

/**
 * What a signal reaches: the harness alone (its children have to notice), it and its children as when a machine stops, a trial's process.
 */
const targets = ['harness', 'group', 'child'] as const;
type Target = (typeof targets)[number];
/** SIGKILL gives no time for anything; the others ask the harness to end in order. */
const signals: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT'];

/** One interruption, as it was. */
export interface Kill {
  readonly moment: string;
  readonly target: Target;
  readonly signal: NodeJS.Signals;
}

export interface Disturbed {
  readonly kills: readonly Kill[];
  /** Folders of the runs that got through. */
  readonly runs: readonly string[];
}

export interface KillOptions {
  /** Empty at first; runs are made in it. */
  readonly dir: string;
  /** Of `bench`, without folder. */
  readonly args: readonly string[];
  /** When to kill, one after the other; none: a run that is left alone. */
  readonly when: readonly Moment[];
  readonly seed: number;
}

/** Throws where a killed run has left what cannot be read, or a process behind. */
export async function killed({ dir, args, when, seed }: KillOptions): Promise<Disturbed> {
  const draw = random(seed, 'kills');
  const kills: Kill[] = [];
  const runs: string[] = [];
  const rest = [...when];
  let out = path.join(dir, 'run-0');
  for (;;) {
    const moment = rest[0] ?? null;
    const began = existsSync(filesOf(out).manifest);
    // A trial whose process was killed is a failed row until it is run again.
    const more = began ? ['--resume', out, '--retry-failed'] : [...args, '--out', out];
    const kill = await launch(more, out, moment, draw);
    if (kill === null) {
      runs.push(out);
      if (moment === null) return { kills, runs };
      // The moment was over already: it comes in another run.
      out = path.join(dir, `run-${runs.length}`);
    } else {
      rest.shift();
      kills.push(kill);
      readable(out);
    }
  }
}

/** Milliseconds: a look takes one itself, which the interrupted run should have. */
const BETWEEN_LOOKS = 4;

/** null where the run got through before it was interrupted. */
async function launch(
  args: readonly string[],
  out: string,
  moment: Moment | null,
  draw: Random,
): Promise<Kill | null> {
  const before = look(out);
  const harness = spawn(process.execPath, [...realProgram, ...args], {
    // A process group of its own, so that one signal reaches it and all that it started.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  harness.stderr.setEncoding('utf8').on('data', (more: string) => (text += more));
  const end = once(harness, 'close');
  const runs = (): boolean => harness.exitCode === null && harness.signalCode === null;
  let kill: Kill | null = null;
  if (moment !== null) {
    const sight: Sight = {
      get text() {
        return text;
      },
      changed: (ending) => look(out, ending).some((file) => !before.includes(file)),
    };
    while (runs() && !moment.seen(sight)) await sleep(BETWEEN_LOOKS);
    if (runs()) await sleep(draw.uniform() * moment.within);
    const trial = childrenOf(harness.pid!);
    const drawn = targets[draw.below(targets.length)]!;
    const signal = signals[draw.below(signals.length)]!;
    if (runs()) kill = strike(harness.pid!, trial, drawn, { moment: moment.name, signal });
    // The harness makes a failed row of a trial whose process was killed, and would go on to the run's end.
    if (kill?.target === 'child') await stopAfterRow(harness.pid!, out, runs);
    await end;
    for (let i = 0; trial.some(lives); i++) {
      if (i > 1000) throw new Error(`processes ${trial.filter(lives).join(', ')} outlived their harness`);
      await sleep(10);
    }
  }
  await end;
  const { exitCode, signalCode } = harness;
  const how = exitCode ?? signalCode;
  // It got through, perhaps although it was told to stop when all was done.
  if (exitCode === 0) return null;
  if (kill !== null && endings(kill).includes(how)) return kill;
  throw new Error(`bench ${args.join(' ')}: ${how} after ${JSON.stringify(kill)}\n${text}`);
}

/** Sends the signal; a child that is not there cannot be struck, so the harness is. */
function strike(
  harness: number,
  children: readonly number[],
  drawn: Target,
  { moment, signal }: Pick<Kill, 'moment' | 'signal'>,
): Kill {
  const child = children.find(isTrial);
  const target = drawn === 'child' && child === undefined ? 'harness' : drawn;
  // A trial's process knows no end in order.
  const sent = target === 'child' ? 'SIGKILL' : signal;
  const pid = { harness, group: -harness, child: child ?? harness }[target];
  try {
    process.kill(pid, sent);
  } catch (error) {
    // It ended between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  return { moment, target, signal: sent };
}

/** Ends the harness once it has written another record, or when it has had the time for it. */
async function stopAfterRow(harness: number, out: string, runs: () => boolean): Promise<void> {
  const before = look(out, /trials\.jsonl$/).join();
  for (let i = 0; i < 1000 && runs() && look(out, /trials\.jsonl$/).join() === before; i++) await sleep(10);
  if (runs()) process.kill(-harness, 'SIGKILL');
}

/** How the harness may end: killed; interrupted, in order or before it listens; with a failed trial. */
const endings = ({ target, signal }: Kill): readonly (number | string | null)[] =>
  target === 'child' ? [1, 'SIGKILL'] : signal === 'SIGKILL' ? ['SIGKILL'] : [130, signal];

/** Every file of the run (whose path ends so), with what tells whether it has changed. The trials' program is none of its results. */
function look(dir: string, ending = /$/): string[] {
  return files(dir, (folder) => folder !== 'program').flatMap((file) => {
    if (!ending.test(file)) return [];
    const stat = statSync(path.join(dir, file), { throwIfNoEntry: false });
    return stat ? [`${file} ${stat.ino} ${stat.size} ${stat.mtimeMs}`] : [];
  });
}

/** Paths of all files below the folder (in folders so named), sorted; those that vanish meanwhile are left out. */
export function files(dir: string, enters: (folder: string) => boolean = () => true): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .flatMap((entry) => {
        if (!entry.isDirectory()) return [entry.name];
        if (!enters(entry.name)) return [];
        return files(path.join(dir, entry.name), enters).map((file) => path.join(entry.name, file));
      })
      .toSorted();
  } catch {
    return [];
  }
}

/** What a killed harness leaves is whole: who looks now sees earlier tables or later ones. */
function readable(dir: string): void {
  readManifest(filesOf(dir).manifest);
  readTrials(filesOf(dir).trials);
  for (const file of files(dir)) {
    const text = (): string => readFileSync(path.join(dir, file), 'utf8');
    if (/\.(csv|md|jsonl|html)$/.test(file) && !file.endsWith('trials.jsonl') && !text().endsWith('\n'))
      throw new Error(`${file}: cut off`);
    if (file.endsWith('items.jsonl')) for (const line of text().trimEnd().split('\n')) JSON.parse(line);
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(pid) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Not the program's others: a compiler, or what tries a tokenizer before the first trial. */
function isTrial(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('child.mjs');
  } catch {
    return false;
  }
}

const lives = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
