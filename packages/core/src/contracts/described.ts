/** What every method says of itself, whatever it does. */
import type { z } from 'zod';

/** Name, source, fields and sweep. */
export interface Described<C> {
  readonly name: string;
  readonly family: string;
  /** Where the method comes from; printed under every table. */
  readonly paper: { readonly title: string; readonly url: string };
  /** Fields with units, ranges and defaults; `config.parse({})` gives the defaults. */
  readonly config: z.ZodType<C>;
  /**
   * Values that a sweep tries when the user names none, by field: one field at a time, the others at their defaults. So a sweep of ranks
   * and modules is their sum, not their product. The learning rate is tried once, not for each of them.
   */
  readonly space: { readonly [K in keyof C]?: readonly C[K][] };
}
