/** Whether two runs may be compared in time and memory: only where the machine is the same, as far as the manifests tell. */
import type { Manifest, Session } from '../run/manifest.ts';
import type { TrialSpec } from '../record/spec.ts';
import type { DoneTrial } from '../record/record.ts';

/** What must agree, in words. Kernel patches and free memory do not count. */
type Description = Readonly<Record<string, string>>;

/** Sentences; empty where times and memory can be compared. */
export function machineDifferences(old: Manifest, now: Manifest): string[] {
  if ((old.imported === undefined) !== (now.imported === undefined))
    return [`the ${old.imported ? 'old' : 'new'} run was imported, the other was made here`];
  const [before, after] = [descriptions(old), descriptions(now)];
  const several = [
    ...(before.length > 1 ? ['the old run itself ran on several machines'] : []),
    ...(after.length > 1 ? ['the new run itself ran on several machines'] : []),
  ];
  const [a, b] = [before[0], after[0]];
  if (!a || !b) return ['nothing is known of the machine of one of the runs'];
  return [...several, ...differences(a, b)];
}

function differences(a: Description, b: Description): string[] {
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return fields
    .filter((field) => a[field] !== b[field])
    .map((field) => `${field}: ${a[field] ?? 'unknown'} → ${b[field] ?? 'unknown'}`);
}

/** Different ones of a run. */
function descriptions({ sessions, imported }: Manifest): Description[] {
  const all = imported ? imported.systems.map(ofImported) : sessions.map(ofSession);
  return [...new Map(all.map((description) => [JSON.stringify(description), description])).values()];
}

/** Of what a source tells of its machine, names of the hardware and the system: no kernel, no package. */
const ofImported = ({ system }: NonNullable<Manifest['imported']>['systems'][number]): Description =>
  Object.fromEntries(
    ['system', 'machine', 'processor', 'accelerator'].map((field) => [field, system[field] ?? 'unknown']),
  );

function ofSession({ machine, versions }: Session): Description {
  return {
    processor: machine.cpu,
    cores: String(machine.cores),
    memory: `${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    'operating system': machine.os.replace(/(\d+\.\d+)\.\S+/, '$1'),
    'Node.js': versions['node']?.split('.')[0] ?? 'unknown',
  };
}

/** The same for a row: engine, device and threads. */
export function engineDifferences(
  old: { readonly spec: TrialSpec; readonly done: readonly DoneTrial[] },
  now: { readonly spec: TrialSpec; readonly done: readonly DoneTrial[] },
): string[] {
  const of = ({ spec, done }: typeof old): Description => ({
    engine: spec.engine,
    device: spec.device,
    precision: spec.precision ?? 'float32',
    threads: threads(done) ?? String(spec.threads ?? 'the engine’s choice'),
  });
  return differences(of(old), of(now));
}

/** As the engine told them. */
function threads(done: readonly DoneTrial[]): string | null {
  const all = new Set(done.flatMap(({ provenance }) => provenance.labels['threads'] ?? []));
  return all.size === 0 ? null : [...all].join(' and ');
}
