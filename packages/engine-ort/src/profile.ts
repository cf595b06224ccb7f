/** What onnxruntime's profile of a program says, boiled down: how long a run takes and which ops take it. */
import { readFileSync } from 'node:fs';

interface ProfileEvent {
  readonly name?: string;
  readonly cat?: string;
  /** Microseconds since the session began. */
  readonly ts?: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly args?: {
    readonly op_name?: string;
    readonly provider?: string;
    readonly input_type_shape?: unknown;
  };
}
export interface ProfileRow {
  /** ONNX op type, or op type and input shapes. */
  readonly op: string;
  /** Milliseconds a run, over all nodes of that kind. */
  readonly ms: number;
  /** Nodes a run. */
  readonly nodes: number;
  /** Of the time in all ops, 0 to 1. */
  readonly share: number;
}
export interface ProfileSummary {
  /** Runs that were averaged: all but the first, in which memory is got and caches are cold; the first when it is the only one. */
  readonly runs: number;
  /** Milliseconds a run as the caller waits for it. */
  readonly runMs: number;
  /** Milliseconds a run within ops; the rest is onnxruntime's own. */
  readonly opsMs: number;
  /** By op type, slowest first. */
  readonly ops: readonly ProfileRow[];
  /** By op type and shapes, slowest first. */
  readonly shapes: readonly ProfileRow[];
}

/** Reads a profile that `profileFolder` made an engine write; it is complete once the program has been disposed. */
export function readProfile(file: string): ProfileSummary {
  const events = JSON.parse(readFileSync(file, 'utf8')) as readonly ProfileEvent[];
  const all = events.filter(({ name }) => name === 'model_run');
  const counted = all.length > 1 ? all.slice(1) : all;
  const start = counted[0]?.ts ?? 0;
  const kernels = events.filter(
    ({ cat, name, ts }) => cat === 'Node' && (name?.endsWith('_kernel_time') ?? false) && (ts ?? 0) >= start,
  );
  const runs = Math.max(1, counted.length);
  const opsMs = milliseconds(kernels) / runs;
  const rows = (key: (e: ProfileEvent) => string): ProfileRow[] => {
    const groups = new Map<string, ProfileEvent[]>();
    for (const e of kernels) {
      const group = groups.get(key(e));
      if (group) group.push(e);
      else groups.set(key(e), [e]);
    }
    return [...groups]
      .map(([op, es]) => ({
        op,
        ms: milliseconds(es) / runs,
        nodes: es.length / runs,
        share: milliseconds(es) / runs / opsMs,
      }))
      .toSorted((a, b) => b.ms - a.ms);
  };
  return {
    runs: counted.length,
    runMs: milliseconds(counted) / runs,
    opsMs,
    ops: rows(opOf),
    shapes: rows((e) => `${opOf(e)} ${shapesOf(e)}`),
  };
}

const milliseconds = (events: readonly ProfileEvent[]): number =>
  events.reduce((sum, { dur = 0 }) => sum + dur, 0) / 1000;
const opOf = ({ args }: ProfileEvent): string => {
  const where = args?.provider?.replace('ExecutionProvider', '') ?? '';
  return `${args?.op_name ?? '?'}${where === 'CPU' || where === '' ? '' : ` (${where})`}`;
};
/** `[{"float":[512,576]},{"float":[576,64]}]` → `512×576, 576×64`. */
function shapesOf({ args }: ProfileEvent): string {
  if (!Array.isArray(args?.input_type_shape)) return '';
  return args.input_type_shape
    .flatMap((t: Readonly<Record<string, readonly number[]>>) =>
      Object.values(t).map((s) => s.join('×') || '·'),
    )
    .join(', ');
}

/** The summary as text, the `limit` slowest of each kind. */
export function showProfile(p: ProfileSummary, limit = 12): string {
  const table = (rows: readonly ProfileRow[]): string[] =>
    rows
      .slice(0, limit)
      .map(
        ({ op, ms, nodes, share }) =>
          `${ms.toFixed(2).padStart(10)} ms ${(100 * share).toFixed(1).padStart(5)} % ${nodes.toFixed(0).padStart(6)} nodes  ${op}`,
      );
  return [
    `${p.runs} ${p.runs === 1 ? 'run' : 'runs'}, each ${p.runMs.toFixed(1)} ms, of which ${p.opsMs.toFixed(1)} ms in ops`,
    ...table(p.ops),
    'by shapes of the inputs',
    ...table(p.shapes),
  ].join('\n');
}
