/** A reader of files from outside, and what the fuzzer needs to know of it. */
import type { Random } from '@adaptbench/core';
import type { Matter } from './mutate.ts';

export type Files = ReadonlyMap<string, Uint8Array>;

/** What came of an input: the reader took it, or refused it. */
export type Read =
  | {
      readonly state: 'accepted';
      /** What of the content is not the file's; null: it is, as far as can be told. */ readonly wrong:
        | string
        | null;
    }
  | {
      readonly state: 'refused';
      readonly message: string;
      /** Whether it is an error for users: LoadError, ConfigError. */ readonly clean: boolean;
    };

/** An input, and what it must become where that is known. */
export interface Input {
  readonly files: Files;
  /** Of a file that was written from a content: the content. */
  readonly content?: unknown;
}

export interface Parser {
  readonly name: string;
  /** What it goes through, for the table. */
  readonly through: string;
  /** Its share of all inputs, relative to the others. */
  readonly weight: number;
  /** Prepares once per process: valid files, a folder of its own. @returns makes an input, and reads one */
  open(scratch: string): Promise<OpenParser>;
}
export interface OpenParser {
  readonly input: (r: Random) => Input;
  readonly read: (input: Input) => Promise<Read>;
}

/** A valid set of files, and which of them are mutated, with their matter. */
export interface Seed {
  readonly files: Files;
  readonly mutable: Readonly<Record<string, Matter>>;
}
