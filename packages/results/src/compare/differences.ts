/** What else changed between two runs, in sentences, so that a change is not read without what may have caused it. */
import { type Manifest, type Session, manifestDigest } from '../run/manifest.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { RunComparison } from './schema.ts';
import type { Matched, RunData } from './match.ts';

export function runDifferences(old: Manifest, now: Manifest): string[] {
  const [before, after] = [old.sessions.at(-1), now.sessions.at(-1)];
  return [
    ...changed('model hash', old.models, now.models, 'changes are the model’s as well'),
    ...changed('data hash', old.data, now.data, 'changes are the data’s as well'),
    ...changed('seeds', old.seeds.map(String), now.seeds.map(String), ''),
    ...program(before, after),
    ...(before && after ? versions(before, after) : []),
    ...busy('old', before),
    ...busy('new', after),
  ];
}

function changed(what: string, a: readonly string[], b: readonly string[], so: string): string[] {
  const text = (all: readonly string[]): string => all.map(short).join(', ') || 'unknown';
  if (a.length === b.length && a.every((value) => b.includes(value))) return [];
  return [`${what}: ${text(a)} → ${text(b)}${so === '' ? '' : ` (${so})`}`];
}

const short = (hash: string): string => (/^[0-9a-f]{40,}$/.test(hash) ? hash.slice(0, 12) : hash);

function program(a: Session | undefined, b: Session | undefined): string[] {
  const text = (session: Session | undefined): string =>
    session?.source
      ? `${short(session.source.commit)}${session.source.dirty ? ' with uncommitted changes' : ''}`
      : 'unknown';
  return text(a) === text(b) ? [] : [`program: ${text(a)} → ${text(b)}`];
}

/** As many running processes as half of the cores, when a run began, and its times are not its own. */
function busy(which: string, session: Session | undefined): string[] {
  if (session === undefined) return [];
  const { load1, cores } = session.machine;
  return load1 < cores / 2
    ? []
    : [`the ${which} run began on a busy machine (load ${load1} on ${cores} cores)`];
}

function versions(a: Session, b: Session): string[] {
  const [old, now] = [new Map(Object.entries(a.versions)), new Map(Object.entries(b.versions))];
  const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  const different = names.filter((name) => old.get(name) !== now.get(name));
  if (different.length === 0) return [];
  const changes = different.map((name) => `${name} ${old.get(name) ?? 'none'} → ${now.get(name) ?? 'none'}`);
  return [`versions: ${changes.join(', ')}`];
}

export function about({ folder, manifest }: RunData): RunComparison['old'] {
  return {
    folder,
    digest: manifestDigest(manifest),
    startedAt: manifest.sessions[0]?.startedAt ?? manifest.imported?.importedAt ?? null,
    commit: manifest.sessions.at(-1)?.source?.commit ?? null,
  };
}

/** What tells the two rows of a pair apart besides when they ran. */
export function rowNotes({ old, new: now, by }: Matched): string[] {
  const [a, b] = [old.spec, now.spec];
  const settings = fields(
    { config: a.config, training: a.training },
    { config: b.config, training: b.training },
  );
  const around = fields(
    { model: a.model, task: a.task, engine: a.engine, device: a.device, threads: a.threads },
    { model: b.model, task: b.task, engine: b.engine, device: b.device, threads: b.threads },
  );
  const data = [old, now].map(({ row }) => [
    ...new Set(row.done.map((trial) => trial.provenance.data ?? 'unknown')),
  ]);
  return [
    ...(by === 'name'
      ? [`only the names agree, the settings differ: ${settings.join(', ') || 'template or chat'}`]
      : []),
    ...(around.length === 0 ? [] : [`other ${around.join(', ')}`]),
    ...(old.row.done.length > 0 && now.row.done.length > 0
      ? changed('data hash', data[0] ?? [], data[1] ?? [], '')
      : []),
  ];
}

/** `lora.rank 4 → 8`, for what differs. */
function fields(a: object, b: object, prefix = ''): string[] {
  const [x, y] = [new Map<string, unknown>(Object.entries(a)), new Map<string, unknown>(Object.entries(b))];
  return [...new Set([...x.keys(), ...y.keys()])].flatMap((key) => {
    const [was, is] = [x.get(key), y.get(key)];
    if (canonicalJson(was ?? null) === canonicalJson(is ?? null)) return [];
    if (isObject(was) && isObject(is)) return fields(was, is, `${prefix}${key}.`);
    return [`${prefix}${key} ${JSON.stringify(was ?? null)} → ${JSON.stringify(is ?? null)}`];
  });
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
