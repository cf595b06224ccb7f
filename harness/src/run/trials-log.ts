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
import { LoadError } from '@adaptbench/core';
import type { TrialRecord } from '../trial/record.ts';
import { trialId } from '../trial/spec.ts';
import { syncFolder } from './write-whole.ts';

/** The records in the file, the last one of each trial; empty for no file. A torn last line is left out. */
export function readTrials(file: string): TrialRecord[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  const torn = lines.pop() ?? '';
  const records = new Map<string, TrialRecord>();
  for (const [i, line] of lines.entries()) {
    const record = parse(line);
    if (record) records.set(record.id, record);
    else
      throw new LoadError(
        `${file}:${i + 1}: not a trial's record; the file was changed by hand or by the disk`,
      );
  }
  // Written whole but for the line's end.
  const last = torn === '' ? null : parse(torn);
  if (last) records.set(last.id, last);
  return [...records.values()];
}

/** A record is whole when its specification still gives its id. */
function parse(line: string): TrialRecord | null {
  try {
    const record = JSON.parse(line) as TrialRecord;
    return trialId(record.spec) === record.id ? record : null;
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
      const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
      const why = full ? 'the disk is full' : String(error);
      throw new Error(`${this.#file}: cannot write: ${why}. All trials before this one are safe.`, {
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
  if (parse(bytes.subarray(end).toString('utf8'))) writeSync(fd, '\n', bytes.length);
  else ftruncateSync(fd, end);
  closeSync(fd);
}
