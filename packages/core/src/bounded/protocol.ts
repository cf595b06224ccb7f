/** What goes to the process of a bounded call (standard input) and comes back (file descriptor 3, after its length as 64 bits). */

export interface Start {
  readonly module: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly seconds: number;
  readonly mebibytes: number;
  /** The caller's process: without it the answer has no reader. */
  readonly parent: number;
}

export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly name: string; readonly message: string; readonly stack: string };
