/** Mutations of valid files, each drawn from one seeded stream, so that (seed, number) is an input for ever. */
import type { Random } from '@adaptbench/core';

/** What a file is made of; it says which mutations are worth trying. */
export type Matter = 'bytes' | 'json' | 'jsonl' | 'text';

const pick = <T>(r: Random, of: readonly T[]): T => of[r.below(of.length)]!;

/** One to four mutations, or now and then none: a valid file must still be read. */
export function mutated(r: Random, matter: Matter, file: Uint8Array): Uint8Array {
  if (r.below(50) === 0) return file;
  let out = file;
  const times = 1 + r.below(4);
  for (let i = 0; i < times; i++) {
    const roll = r.uniform();
    if (matter === 'json' && roll < 0.8) out = mutatedJson(r, out);
    else if (matter === 'jsonl' && roll < 0.8) out = mutatedLine(r, out);
    else if (matter === 'text' && roll < 0.8) out = mutatedText(r, out);
    else out = pick(r, byteMutations)(r, out);
  }
  return out;
}

const splice = (file: Uint8Array, at: number, drop: number, put: Uint8Array = new Uint8Array()): Uint8Array =>
  Buffer.concat([file.subarray(0, at), put, file.subarray(at + drop)]);
const somewhere = (r: Random, file: Uint8Array): number => r.below(file.length + 1);
const randomBytes = (r: Random, n: number): Uint8Array => Uint8Array.from({ length: n }, () => r.below(256));

/** Integers at the edges of their types. */
const EDGES = [
  0n,
  1n,
  -1n,
  127n,
  128n,
  255n,
  65_535n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
];

const byteMutations: readonly ((r: Random, file: Uint8Array) => Uint8Array)[] = [
  // A flipped bit.
  (r, file) => {
    const out = Uint8Array.from(file);
    if (out.length > 0) out[r.below(out.length)]! ^= 1 << r.below(8);
    return out;
  },
  // Another byte.
  (r, file) => {
    const out = Uint8Array.from(file);
    if (out.length > 0) out[r.below(out.length)] = r.below(256);
    return out;
  },
  // A number at the edge of its type, of 4 or 8 bytes.
  (r, file) => {
    const width = pick(r, [4, 8]);
    if (file.length < width) return file;
    const number = Buffer.alloc(8);
    number.writeBigInt64LE(BigInt.asIntN(64, pick(r, EDGES)));
    return splice(file, r.below(file.length - width + 1), width, number.subarray(0, width));
  },
  (r, file) => splice(file, somewhere(r, file), 0, randomBytes(r, 1 + r.below(16))),
  (r, file) => splice(file, somewhere(r, file), 1 + r.below(64)),
  // Cut off.
  (r, file) => file.subarray(0, somewhere(r, file)),
  // A part twice, or elsewhere.
  (r, file) => {
    const from = somewhere(r, file);
    return splice(file, somewhere(r, file), 0, file.subarray(from, from + 1 + r.below(128)));
  },
  // A run of one byte.
  (r, file) => splice(file, somewhere(r, file), 0, new Uint8Array(1 + r.below(300)).fill(r.below(256))),
  // A stretch of zeros, as a disk that lost a block leaves it.
  (r, file) => {
    const out = Uint8Array.from(file);
    const at = somewhere(r, file);
    return out.fill(0, at, at + 1 + r.below(256));
  },
];

/** Names that are more than names to a careless program. */
export const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  ' ',
  '\u0000',
  '..',
  'ключ',
  '名',
];
/** Where a value of great depth goes, once there is a text to put it in. */
const DEEP = '@@deep@@';

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e9,
  -1e9,
  1e308,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  -0,
  '',
  ' ',
  '0',
  'NaN',
  'null',
  'x'.repeat(300),
  '\u0000',
  '\uD800',
  '\u202E',
  '../../etc/passwd',
  '(a+)+$',
  [],
  {},
  [null],
  [[[]]],
  [0, 0],
  { a: 1 },
  DEEP,
  ...NAMES,
];

type Holder = unknown[] | Record<string, unknown>;
interface Place {
  readonly holder: Holder;
  readonly key: string | number;
}

function places(root: unknown): Place[] {
  const found: Place[] = [];
  const queue: unknown[] = [root];
  for (let value = queue.pop(); value !== undefined && found.length < 20_000; value = queue.pop()) {
    if (value === null || typeof value !== 'object') continue;
    const holder = value as Holder;
    const keys: (string | number)[] = Array.isArray(holder) ? [...holder.keys()] : Object.keys(holder);
    for (const key of keys) {
      found.push({ holder, key });
      queue.push((holder as Record<string | number, unknown>)[key]);
    }
  }
  return found;
}

function mutatedJson(r: Random, file: Uint8Array): Uint8Array {
  let root: unknown;
  try {
    root = JSON.parse(Buffer.from(file).toString('utf8'));
  } catch {
    return pick(r, byteMutations)(r, file);
  }
  const all = places(root);
  if (all.length === 0) return Buffer.from(textOf(pick(r, VALUES)));
  const { holder, key } = pick(r, all);
  const list = Array.isArray(holder);
  const record = holder as Record<string | number, unknown>;
  const set = (name: string | number, value: unknown): void => {
    Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
  };
  switch (r.below(8)) {
    case 0:
      if (list) holder.splice(Number(key), 1);
      else delete record[key];
      break;
    case 1:
      // Of another place in the same file.
      {
        const other = pick(r, all);
        set(key, copied((other.holder as Record<string | number, unknown>)[other.key]));
      }
      break;
    case 2:
      if (!list) set(pick(r, NAMES), record[key]);
      else holder.splice(Number(key), 0, holder[Number(key)]);
      break;
    case 3:
      set(key, [record[key]]);
      break;
    case 4:
      if (typeof record[key] === 'number') set(key, record[key] * pick(r, [-1, 0, 0.1, 2, 10, 1e6, 1e15]));
      else if (typeof record[key] === 'string') set(key, changed(r, record[key]));
      else set(key, pick(r, VALUES));
      break;
    case 5:
      if (!list) set(changed(r, String(key)), record[key]);
      break;
    default:
      set(key, pick(r, VALUES));
  }
  return Buffer.from(textOf(root));
}

/** null where it is deeper than can be copied. */
function copied(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return null;
  }
}

/** One line of a file of JSON lines. */
function mutatedLine(r: Random, file: Uint8Array): Uint8Array {
  const lines = Buffer.from(file).toString('utf8').split('\n');
  const at = r.below(lines.length);
  lines[at] = Buffer.from(mutatedJson(r, Buffer.from(lines[at]!))).toString('utf8');
  return Buffer.from(lines.join('\n'));
}

function textOf(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'null';
  } catch {
    // Deeper than can be written: an earlier mutation made it so.
    return '['.repeat(10_000);
  }
  return text.includes(DEEP) ? text.replace(`"${DEEP}"`, '['.repeat(10_000) + ']'.repeat(10_000)) : text;
}

const changed = (r: Random, text: string): string =>
  Buffer.from(pick(r, byteMutations)(r, Buffer.from(text))).toString('utf8');

/** Pieces that mean something to a reader of lines, fields and quotes. */
const PIECES = [
  ',',
  ';',
  '\t',
  '|',
  '"',
  '""',
  "'",
  '\\',
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\u0000',
  '\uFEFF',
  '\u2028',
  '\u0085',
  '{',
  '}',
  '[',
  ']',
  '{}',
  '[]',
  'null',
  'NaN',
  '-1',
  '0.0',
  '1e999',
  '9007199254740993',
  'é',
  '好评',
  '👩‍👩‍👧',
  '\u202E',
  '=1+1',
  '@@deep@@',
  ...NAMES,
];

function mutatedText(r: Random, file: Uint8Array): Uint8Array {
  const text = Buffer.from(file).toString('utf8');
  const at = r.below(text.length + 1);
  switch (r.below(7)) {
    case 0:
      return Buffer.from(
        text.slice(0, at) + pick(r, PIECES).replace(DEEP, '['.repeat(5000)) + text.slice(at),
      );
    case 1: {
      // A line twice, or gone.
      const lines = text.split('\n');
      const line = r.below(lines.length);
      lines.splice(line, r.below(2), ...(r.below(2) === 0 ? [lines[line]!] : []));
      return Buffer.from(lines.join('\n'));
    }
    case 2: {
      // The first line, which names the columns, with another name.
      const [head = '', ...rest] = text.split('\n');
      const names = head.split(/([,;\t|])/);
      names[2 * r.below(Math.ceil(names.length / 2))] = pick(r, NAMES);
      return Buffer.from([names.join(''), ...rest].join('\n'));
    }
    case 3:
      return Buffer.from(text.replaceAll('\n', pick(r, ['\r\n', '\r', '\n\n', ' \n'])));
    case 4:
      return Buffer.from(text.replaceAll(pick(r, [',', '\t', '"']), pick(r, PIECES).replace(DEEP, '')));
    case 5:
      return Buffer.from(text, pick(r, ['utf16le', 'latin1']));
    default:
      return Buffer.from(text.slice(0, at) + text.slice(at + 1 + r.below(20)));
  }
}
