/** Values of Parquet columns as pandas writes them: decimals and timestamps with all their digits, float32 by the shortest that is the same. */
import type { ParquetParsers, SchemaElement, SchemaTree } from 'hyparquet';

export interface ColumnReading {
  readonly parsers: Partial<ParquetParsers>;
  /** What the library gives of a cell → what it is. */
  readonly value: (raw: unknown) => unknown;
  /** A number, in lists and structures too. */
  readonly number: (value: number) => string;
}

/**
 * How a column is read. Its decimals are given raw from then on: the library multiplies them as numbers, which loses digits.
 * @param column its part of the schema, which is changed
 */
export function columnReading(column: SchemaTree): ColumnReading {
  const leaves = leavesOf(column);
  const single = column.children.length === 0 && column.element.repetition_type !== 'REPEATED';
  const stamps = leaves.filter(({ logical_type }) => logical_type?.type === 'TIMESTAMP');
  const utc =
    stamps.length > 0 &&
    stamps.every((e) => e.logical_type?.type === 'TIMESTAMP' && e.logical_type.isAdjustedToUTC);
  return {
    parsers: {
      stringFromBytes: (bytes) => bytesText(bytes),
      jsonFromBytes: (bytes) => bytesText(bytes),
      dateFromDays: (days) => dateText(BigInt(days)),
      timestampFromMilliseconds: (t) => stampText(t, 3, utc),
      timestampFromMicroseconds: (t) => stampText(t, 6, utc),
      timestampFromNanoseconds: (t) => stampText(t, 9, utc),
    },
    value: single ? valueOf(column.element) : bytesText,
    number: leaves.every(({ type }) => type === 'FLOAT') ? float32Text : String,
  };
}

const leavesOf = ({ element, children }: SchemaTree): SchemaElement[] =>
  children.length === 0 ? [element] : children.flatMap(leavesOf);

function valueOf(element: SchemaElement): (raw: unknown) => unknown {
  const { logical_type: logical, converted_type: converted } = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
    delete element.converted_type;
    delete element.logical_type;
    return (raw) => (raw === null || raw === undefined ? raw : decimalText(wholeNumber(raw), scale));
  }
  if (logical?.type === 'TIME') {
    const digits = { MILLIS: 3, MICROS: 6, NANOS: 9 }[logical.unit];
    return (raw) =>
      typeof raw === 'bigint' || typeof raw === 'number' ? clockText(BigInt(raw), digits) : raw;
  }
  return bytesText;
}

/** Bytes that are UTF-8 as text; others, and what is no bytes, as they are. */
function bytesText(raw: unknown): unknown {
  if (!(raw instanceof Uint8Array)) return raw;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return raw;
  }
}

/** Big-endian two's complement, or a number. */
function wholeNumber(raw: unknown): bigint {
  if (typeof raw === 'bigint') return raw;
  if (typeof raw === 'number') return BigInt(raw);
  const bytes =
    raw instanceof Uint8Array ? raw : new TextEncoder().encode(typeof raw === 'string' ? raw : '');
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

function decimalText(whole: bigint, scale: number): string {
  const digits = (whole < 0n ? -whole : whole).toString().padStart(scale + 1, '0');
  const sign = whole < 0n ? '-' : '';
  return scale > 0 ? `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}` : sign + digits;
}

const DAY_SECONDS = 86_400n;

/** Milliseconds from 1970 that a Date can be of. */
const MOST_MS = 8.64e15;

function dateText(days: bigint): string {
  const ms = Number(days * DAY_SECONDS) * 1000;
  if (Math.abs(ms) > MOST_MS) return String(days);
  const [date = ''] = new Date(ms).toISOString().split('T');
  return date;
}

/** `2020-01-02 03:04:05.678901`; no fraction where it is zero. `digits`: 3, 6 or 9, the unit of `t`. */
function stampText(t: bigint, digits: number, utc: boolean): string {
  const unit = 10n ** BigInt(digits);
  const perDay = DAY_SECONDS * unit;
  const within = ((t % perDay) + perDay) % perDay;
  return `${dateText((t - within) / perDay)} ${clockText(within, digits)}${utc ? '+00:00' : ''}`;
}

function clockText(t: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const seconds = t / unit;
  const two = (n: bigint): string => String(n).padStart(2, '0');
  const rest = String(t % unit).padStart(digits, '0');
  // As Python: none, microseconds, or all nine.
  const fraction = /^0*$/u.test(rest) ? '' : `.${rest.padEnd(6, '0').replace(/^(\d{6})000$/u, '$1')}`;
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${fraction}`;
}

/** 0.1 rather than 0.10000000149011612. */
function float32Text(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}
