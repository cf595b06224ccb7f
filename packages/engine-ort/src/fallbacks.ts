/**
 * Which nodes of a run a device left to the processor, read off onnxruntime's profile. Sums and products of dimensions belong there: they
 * are made of shapes, which the host has, and nothing is copied. Any other node costs a copy to the host, a wait and a copy back.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fallbacks, Traced } from '@adaptbench/graph';

interface NodeEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly args?: {
    readonly op_name?: string;
    readonly provider?: string;
    readonly input_type_shape?: Shapes;
    readonly output_type_shape?: Shapes;
  };
}
/** One tensor each: `{"int64": [3]}`. */
type Shapes = readonly Readonly<Record<string, readonly number[]>>[];

const KERNEL = '_kernel_time';
/** Copies between the two memories, which onnxruntime puts around such nodes; it counts them as the device's. */
const COPY = /^Memcpy(?:To|From)Host$/;

/** Of a profile whose program ran once. */
export function readFallbacks(file: string): Fallbacks {
  const events = JSON.parse(readFileSync(file, 'utf8')) as readonly NodeEvent[];
  const nodes = events.filter(({ cat, name }) => cat === 'Node' && name?.endsWith(KERNEL) === true);
  const elsewhere = nodes.filter(
    ({ args }) => args?.provider === 'CPUExecutionProvider' || COPY.test(args?.op_name ?? ''),
  );
  const others = elsewhere.filter((event) => !ofShapes(event));
  return {
    nodes: nodes.length,
    ofShapes: elsewhere.length - others.length,
    others: others.map(({ name = '', args }) => `${args?.op_name} ${name.slice(0, -KERNEL.length)}`),
  };
}

/** Dimensions are int64 vectors and scalars. */
function ofShapes({ args }: NodeEvent): boolean {
  const tensors = [...(args?.input_type_shape ?? []), ...(args?.output_type_shape ?? [])];
  return (
    !COPY.test(args?.op_name ?? '') &&
    tensors.every((t) => Object.entries(t).every(([type, shape]) => type === 'int64' && shape.length <= 1))
  );
}

/** What `run` gives, and what the one profile says that it left in the folder it is given. */
export async function traced(run: (folder: string) => Promise<Traced['outputs']>): Promise<Traced> {
  const folder = mkdtempSync(join(tmpdir(), 'adaptbench-trace-'));
  try {
    const outputs = await run(folder);
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error('internal: onnxruntime wrote no profile');
    return { outputs, fallbacks: readFallbacks(join(folder, file)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
