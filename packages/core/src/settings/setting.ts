/**
 * A setting is one literal: what it may be, the flag that gives it, what help says of it. Its type, the check of configuration files, the
 * command line and its help derive from that.
 */
import { z } from 'zod';

export interface Setting {
  /** What it may be, in a configuration file as in the program. It says as well how the text after the flag is read. */
  readonly value: z.ZodType;
  /** With its argument: `--limit-test <n>`. Left out where no flag gives it. */
  readonly flag?: string;
  /** Whether the flag may be given several times. */
  readonly repeated?: true;
  readonly help: string;
}

/** The schema of an object with a field for each setting, and no other. */
export const schemaOf = <S extends Readonly<Record<string, Setting>>>(settings: S) =>
  z.strictObject(
    Object.fromEntries(Object.entries(settings).map(([name, { value }]) => [name, value])) as {
      readonly [K in keyof S]: S[K]['value'];
    },
  );
