/**
 * Frozen weights as ONNX external data: onnxruntime maps the file that they lie in. So a checkpoint is neither copied nor read before it is
 * needed, and may be larger than protobuf's 2 GB.
 *
 * onnxruntime looks for external data in one folder and refuses `..`, absolute paths and symbolic links. Files of one folder are
 * used where they are. Files of several folders, and weights that are given in memory, are gathered in a private temporary folder:
 * as hard links where the file system allows, as copies where not. It is removed as soon as the session has its mappings.
 */
import {
  constants,
  copyFileSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type FrozenSource, type InputAttrs, EngineError, count, floats, numbers } from '@adaptbench/graph';
import { type HalfSource, halved, isHalved } from './half/weights.ts';
import { type TensorProto, dataTypes } from './proto.ts';
import type { Precision } from './settings.ts';

/** Weights in memory up to this size travel inside the model; larger ones through a file that can be mapped. */
const INLINE_BYTES = 64 * 1024;

export interface PlacedWeights {
  readonly initializers: readonly TensorProto[];
  /** The folder that external locations are relative to; null when there are none. */
  readonly folder: string | null;
  /** Whether the folder was made for this program alone. */
  readonly temporary: boolean;
  /** Removes what was made; mapped files stay readable by those who mapped them. */
  dispose(): void;
}

type FileSource = Extract<FrozenSource, { readonly file: string }>;
interface Weight {
  readonly name: string;
  readonly dims: readonly number[];
  readonly source: FrozenSource;
}
/** A weight in the precision that the session holds it in. */
interface Held extends Omit<Weight, 'source'> {
  readonly type: 'f32' | 'f16';
  readonly source: FrozenSource | HalfSource;
}

/** Throws EngineError with every weight whose source has the wrong size. */
export function placeWeights(
  inputs: readonly InputAttrs[],
  frozen: (name: string) => FrozenSource,
  precision: Precision,
): PlacedWeights {
  const asked = inputs.map(({ name, type }) => ({
    name,
    dims: numbers(type.shape),
    source: resolved(frozen(name)),
  }));
  checkSizes(asked);
  const weights = asked.map(held[precision]);
  const files = new Set(weights.flatMap(({ source }) => ('file' in source ? [source.file] : [])));
  const folders = new Set([...files].map((f) => dirname(f)));
  const large = weights.filter(({ source }) => 'data' in source && source.data.byteLength > INLINE_BYTES);
  if (folders.size <= 1 && large.length === 0) {
    const [folder = null] = folders;
    return {
      folder,
      temporary: false,
      initializers: weights.map((w) => tensorProto(w, (s) => basename(s.file))),
      dispose: () => undefined,
    };
  }
  const temporary = temporaryFolder([...files]);
  try {
    const location = new Map([...files].map((file, i) => [file, bring(file, temporary, `${i}.bin`)]));
    return {
      folder: temporary,
      temporary: true,
      initializers: weights.map((w, i) => {
        if (!large.includes(w)) return tensorProto(w, ({ file }) => location.get(file)!);
        const { data } = w.source as Extract<Held['source'], { readonly data: unknown }>;
        const file = `memory${i}.bin`;
        writeFileSync(join(temporary, file), bytesOf(data));
        return tensorProto({ ...w, source: { file, offset: 0, bytes: data.byteLength } }, (s) => s.file);
      }),
      dispose: () => remove(temporary),
    };
  } catch (error) {
    remove(temporary);
    throw error;
  }
}

/** What is no matrix comes into memory beside halves, so that the checkpoint itself is not needed in their folder. */
const held: Readonly<Record<Precision, (weight: Weight) => Held>> = {
  float32: (weight) => ({ ...weight, type: 'f32' }),
  float16: ({ name, dims, source }) =>
    isHalved(dims)
      ? { name, dims, type: 'f16', source: halved(name, source) }
      : { name, dims, type: 'f32', source: { data: floats(source) } },
};

/** Downloaded repositories hold symbolic links, which onnxruntime does not follow. */
function resolved(source: FrozenSource): FrozenSource {
  return 'file' in source ? { ...source, file: realpathSync(source.file) } : source;
}

function checkSizes(weights: readonly Weight[]): void {
  const sizes = new Map<string, number>();
  const sizeOf = (file: string): number => {
    const known = sizes.get(file) ?? statSync(file).size;
    sizes.set(file, known);
    return known;
  };
  const faults = weights.flatMap(({ name, dims, source }) => {
    const expected = 4 * count(dims);
    const bytes = 'file' in source ? source.bytes : source.data.byteLength;
    const want = `${name}: expected ${expected} bytes for f32[${dims}]`;
    if (bytes !== expected) return [`${want}, got ${bytes}`];
    if (!('file' in source)) return [];
    const end = source.offset + bytes;
    return source.offset < 0 || end > sizeOf(source.file)
      ? [`${want} at ${source.offset}..${end} of ${source.file}, which has ${sizeOf(source.file)}`]
      : [];
  });
  if (faults.length > 0)
    throw new EngineError(
      `${faults.length} frozen weight${faults.length === 1 ? ' does' : 's do'} not fit the program. Is the checkpoint complete?\n  ${faults.toSorted().join('\n  ')}`,
    );
}

function tensorProto({ name, dims, type, source }: Held, location: (s: FileSource) => string): TensorProto {
  const tensor = { name, dims, data_type: dataTypes[type] };
  if ('data' in source) return { ...tensor, raw_data: bytesOf(source.data) };
  const external = {
    location: location(source),
    offset: String(source.offset),
    length: String(source.bytes),
  };
  return {
    ...tensor,
    data_location: 1,
    external_data: Object.entries(external).map(([key, value]) => ({ key, value })),
  };
}
const bytesOf = (v: Float32Array | Uint16Array): Uint8Array =>
  new Uint8Array(v.buffer, v.byteOffset, v.byteLength);

const device = (path: string): number => statSync(path).dev;
const PREFIX = 'adaptbench-weights-';
/** A folder on the weights' own file system where that can be, as only there a hard link works. */
function temporaryFolder(files: readonly string[]): string {
  sweep();
  const [first] = files;
  const beside = first !== undefined && device(first) !== device(tmpdir()) ? [dirname(first)] : [];
  for (const base of beside) {
    try {
      return mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
    } catch {
      // a read-only folder: the files will be copied
    }
  }
  return mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

/** Removes what processes that were killed while they made a session have left in the system's temporary folder. */
function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : NaN;
    if (Number.isNaN(pid)) continue;
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ESRCH') remove(join(tmpdir(), name));
    }
  }
}

function bring(file: string, folder: string, name: string): string {
  const target = join(folder, name);
  try {
    linkSync(file, target);
  } catch {
    copyFileSync(file, target, constants.COPYFILE_FICLONE); // another file system, or one without hard links
  }
  return name;
}

/** Windows keeps mapped files from being removed; the next session's sweep finds them. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // left to the sweep
  }
}
