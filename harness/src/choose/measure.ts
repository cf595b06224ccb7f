/**
 * Engines measured, each in a process of its own: all are opened at once, and what can still win is then measured in turn, engine A, B, B,
 * A, …, so that a busy minute falls on all of them. An engine is ended as soon as its start alone takes longer than the run on the usual one.
 */
import type { EngineChoice, Took } from '@adaptbench/results';
import type { Named } from '../engines.ts';
import { type Probe, probeProgram, startProbe } from './probe-process.ts';
import type { OpenMessage, Opened } from './protocol.ts';
import type { WorkName } from './works.ts';

/** An engine with what its process told. */
export interface Probed extends Named {
  readonly opened: Opened;
  /** To compile each work of the miniature and do it once; of an engine that was ended, those that it came to. */
  readonly first: Readonly<Partial<Record<WorkName, Took>>>;
  /** A value a round; none of an engine that was ended. */
  readonly rounds: Readonly<Partial<Record<WorkName, readonly Took[]>>>;
}

export interface Measured {
  /** In the order of the candidates. */
  readonly probed: readonly Probed[];
  /** Those that turned out not to work. */
  readonly absent: EngineChoice['absent'];
}

/** What to measure, and when it is enough. */
export interface Asked extends Pick<OpenMessage, 'config' | 'threads'> {
  readonly works: readonly WorkName[];
  /** Whether no speed could make an engine that starts like this the faster one. */
  hopeless(other: Probed, usual: Probed): boolean;
  /** Whether the rounds so far decide; no round is made where one engine is left. */
  enough(probed: readonly Probed[]): boolean;
}

/** Times that the usual engine does each work by itself, while others are being opened. */
const ALONE = 2;
/** The most telling for the least time first: every process compiles what reads a prompt, and that is soon done. */
const order: readonly WorkName[] = ['prompt', 'train step', 'decode'];

interface Contender {
  readonly named: Named;
  readonly probe: Probe;
  opened: Opened | null;
  first: Partial<Record<WorkName, Took>>;
  rounds: Partial<Record<WorkName, Took[]>>;
  /** Why it cannot be used. */
  failed: string | null;
  ended: boolean;
}

/** `candidates`: the usual one first. */
export async function measureEngines(candidates: readonly Named[], asked: Asked): Promise<Measured> {
  const program = await probeProgram();
  const all = candidates.map((named): Contender => ({
    named,
    probe: startProbe(program),
    opened: null,
    first: {},
    rounds: {},
    failed: null,
    ended: false,
  }));
  try {
    const [usual, ...others] = all as [Contender, ...Contender[]];
    const works = order.filter((name) => asked.works.includes(name));
    const review = (): void => {
      // Before it has done everything it is no measure.
      if (works.some((work) => (usual.rounds[work]?.length ?? 0) < ALONE)) return;
      for (const other of others)
        if (!other.ended && other.opened !== null && asked.hopeless(probedOf(other), probedOf(usual))) {
          other.ended = true;
          other.probe.end();
        }
    };
    await Promise.all([
      openFor(usual, works, asked, () => {}).then(async () => {
        if (others.length > 0) for (let i = 0; i < ALONE; i++) await round([usual], works);
        review();
      }),
      ...others.map((other) => openFor(other, works, asked, review)),
    ]);
    const running = all.filter(({ failed, ended }) => failed === null && !ended);
    if (running.length > 1) {
      usual.rounds = {};
      for (let i = 0; !asked.enough(running.map(probedOf)); i++)
        await round(i % 2 === 0 ? running : running.toReversed(), works);
    }
    return {
      probed: all.filter(({ failed }) => failed === null).map(probedOf),
      absent: all.flatMap(({ named, failed }) => (failed === null ? [] : [{ ...named, reason: failed }])),
    };
  } finally {
    for (const { probe } of all) probe.end();
  }
}

const probedOf = ({ named, opened, first, rounds }: Contender): Probed => {
  if (opened === null) throw new Error('internal: an engine that is not open');
  return { ...named, opened, first: { ...first }, rounds: { ...rounds } };
};

/** Up to where it fails or is ended; `met`: after each step. */
async function openFor(
  one: Contender,
  works: readonly WorkName[],
  { config, threads }: Pick<OpenMessage, 'config' | 'threads'>,
  met: () => void,
): Promise<void> {
  const told = await one.probe.ask({ type: 'open', ...one.named, config, threads });
  if (told.type === 'opened') one.opened = told;
  else if (!one.ended) one.failed = told.type === 'failed' ? told.message : 'it does not open';
  met();
  for (const work of works) {
    if (one.failed !== null || one.ended) return;
    const did = await one.probe.ask({ type: 'work', work });
    if (did.type === 'took') one.first[work] = did.took;
    else if (!one.ended) one.failed = did.type === 'failed' ? did.message : 'it does not work';
    met();
  }
}

async function round(contenders: readonly Contender[], works: readonly WorkName[]): Promise<void> {
  for (const { probe, rounds, failed } of contenders) {
    if (failed !== null) continue;
    for (const work of works) {
      const told = await probe.ask({ type: 'work', work });
      if (told.type !== 'took') throw new Error('internal: an engine failed at what it has done before');
      (rounds[work] ??= []).push(told.took);
    }
  }
}
