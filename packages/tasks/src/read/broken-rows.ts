/**
 * Rows that a reader found in a file and could not read: a line that is no JSON, a record with too few fields. They are rows that cannot be
 * used, as those without an answer are. A file of which most rows are so is not what its name says, and is refused by its reader.
 */
import { LoadError } from '@adaptbench/core';
import { checkCounts } from './limits.ts';

export interface BrokenRow {
  /** Where it begins, as a row's. */
  readonly line: number;
  /** Lines that it goes over: what one quote too many has swallowed weighs as much as it is. */
  readonly lines: number;
  /** With file and line, what was expected and found, and the mend. Made when it is told: there may be many. */
  readonly fault: () => string;
}

/** Broken rows beyond the good ones at which the rest is not read. */
const FURTHER = 1000;

export class BrokenRows {
  readonly rows: BrokenRow[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * @param good rows that were read before it
   * @returns whether to go on: false where so many are broken that `check` refuses the file
   */
  add(row: BrokenRow, good: number): boolean {
    this.rows.push(row);
    checkCounts({ rows: good + this.rows.length, cells: 0 }, this.#file);
    return this.rows.length <= good + FURTHER;
  }

  /**
   * To be asked at the end.
   * @param why what it may mean, and the mend, after a space
   * @throws LoadError with the first fault, where most rows are broken: then the file is something else
   */
  check(good: number, why = ''): void {
    const [first] = this.rows;
    const count = this.rows.length;
    if (first === undefined || count <= good) return;
    const others = count === 1 ? '' : ` So are ${count} of the first ${count + good} rows.`;
    throw new LoadError(`${first.fault()}${others}${why}`);
  }
}
