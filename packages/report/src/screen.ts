/** Where the program writes for people. All text goes through `printable`, wherever it comes from. */
import { printable } from './printable.ts';

/** A terminal, a pipe, or a test's list. */
export interface Sink {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Character cells per line. */
  readonly columns: number;
}

export interface Screen extends Sink {
  /** Writes in place of the line that the cursor is in; terminals only. */
  rewrite(text: string): void;
}

/** To the beginning of the line, and empty it. */
const clear = '\r\u001B[2K';

export const screenOn = (sink: Sink): Screen => ({
  write: (text) => sink.write(printable(text)),
  rewrite: (text) => sink.write(clear + printable(text)),
  isTTY: sink.isTTY,
  // A terminal may change its width.
  get columns() {
    return sink.columns;
  },
});
