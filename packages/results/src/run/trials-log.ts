/**
 * `trials.jsonl`: one finished trial a line, on the disk (fsync) before the next one starts. Whatever cuts a write short, a kill or
 * a full disk, costs the trial that was being written and none before it.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { LoadError, fileError } from '@adaptbench/core';
import { z } from 'zod';
import { upgrade } from '../record/older.ts';
import { type TrialRecord, recordSchema } from '../record/record.ts';
import { trialId } from '../record/spec.ts';
import { checked, parseJson, readText } from '../read-json.ts';
import { syncFolder } from './write-whole.ts';

/**
 * The records in the file, the last one of each trial; empty for no file. A torn last line and empty ones are left out. Throws LoadError
 * that names file, line and field.
 */
export function readTrials(file: string): TrialRecord[] {
  const lines = (readText(file) ?? '').split('\n');
  const torn = lines.pop() ?? '';
  const records = new Map<string, TrialRecord>();
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const record = parse(line, `${file}:${i + 1}`);
    records.set(record.id, record);
  }
  // Written whole but for the line's end.
  const last = torn === '' ? null : wholeRecord(torn);
  if (last) records.set(last.id, last);
  return [...records.values()];
}

/** The schema as one function, in half the time; made where a first record is read. */
let compiled: typeof recordSchema | undefined;

const MEND = 'Delete the line: the other trials are safe, and --resume runs this one again.';

function parse(line: string, where: string): TrialRecord {
  const nul = line.includes('\0') ? line.split('\0').length - 1 : 0;
  if (nul > 0)
    throw new LoadError(
      `${where}: ${nul} NUL bytes where a trial's record should be, as a crash of the machine leaves them. ${MEND}`,
    );
  try {
    compiled ??= z.compile(recordSchema);
    const record = checked(compiled, upgrade(parseJson(line, 'as a whole')), '');
    const id = trialId(record.spec);
    if (id !== record.id) throw new LoadError(`id: its specification has the id ${id}`);
    return record;
  } catch (cause) {
    if (!(cause instanceof LoadError)) throw cause;
    throw new LoadError(
      `${where}: not a trial's record; the file was changed by hand or by the disk: ${cause.message}. ${MEND}`,
      { cause },
    );
  }
}

/** A record is whole when its specification still gives its id; null where it is not. */
function wholeRecord(line: string): TrialRecord | null {
  try {
    return parse(line, '');
  } catch {
    return null;
  }
}

/** Writes a part of `bytes` to the end of the file and says how much; replaceable to test full disks. */
export type Write = (fd: number, bytes: Uint8Array) => number;

export class TrialsLog {
  readonly #fd: number;
  readonly #file: string;
  readonly #write: Write;

  /** Opens or makes the file, and cuts off what a torn last line left. */
  constructor(file: string, write: Write = (fd, bytes) => writeSync(fd, bytes)) {
    this.#file = file;
    this.#write = write;
    mend(file);
    this.#fd = openSync(file, 'a');
    syncFolder(path.dirname(file));
  }

  /** Returns once the record is on the disk. Throws Error, the file as it was before, where it cannot be written. */
  append(record: TrialRecord): void {
    const before = fstatSync(this.#fd).size;
    let rest: Uint8Array = Buffer.from(`${JSON.stringify(record)}\n`);
    try {
      while (rest.length > 0) rest = rest.subarray(this.#write(this.#fd, rest));
      fsyncSync(this.#fd);
    } catch (error) {
      ftruncateSync(this.#fd, before);
      throw new Error(`${fileError(error, this.#file).message} All trials before this one are safe.`, {
        cause: error,
      });
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** Ends the file after its last whole line; a whole record that only lacks its line's end gets one. */
function mend(file: string): void {
  if (!existsSync(file)) return;
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end === bytes.length) return;
  const fd = openSync(file, 'r+');
  if (wholeRecord(bytes.subarray(end).toString('utf8'))) writeSync(fd, '\n', bytes.length);
  else ftruncateSync(fd, end);
  closeSync(fd);
}
