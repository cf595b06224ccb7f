/**
 * A setting is one literal: what it may be, the flag that gives it, what help says of it. Its type, the check of configuration files, the
 * command line and its help derive from that.
 */
import { z } from 'zod';

/** How the text after a flag becomes a value. `flag` is for errors; `before`: of the same flag, given earlier in the command. */
export type FlagReader<T = unknown> = (flag: string) => (text: string, before?: T) => T;

export interface Setting {
  /** What it may be, in a configuration file as in the program. */
  readonly value: z.ZodType;
  /** With its argument: `--limit-test <n>`. Left out where no flag gives it. */
  readonly flag?: string;
  /** Left out where the kind of `value` says it: a number, a list, pairs. */
  readonly read?: FlagReader;
  readonly help: string;
}

/** The schema of an object with a field for each setting, and no other. */
export const schemaOf = <S extends Readonly<Record<string, Setting>>>(settings: S) =>
  z.strictObject(
    Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value])) as {
      readonly [K in keyof S]: S[K]['value'];
    },
  );
