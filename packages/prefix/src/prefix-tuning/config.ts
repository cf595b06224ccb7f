/** Prefix tuning's fields. */
import { ConfigError, type KeyValueSite, type Site } from '@adaptbench/core';
import { z } from 'zod';

export const prefixConfig = z.strictObject({
  length: z.int().min(1).max(4096).default(16).describe('n, positions in front of every text'),
  projection: z
    .boolean()
    .default(true)
    .describe('keys and values come out of an MLP while training; false: they are trained themselves'),
  hidden: z.int().min(1).max(65_536).default(512).describe('width of the MLP; only with projection'),
  init: z
    .enum(['normal', 'zero', 'text'])
    .default('normal')
    .describe(
      'keys and values at the start: normal (with projection: what an MLP of a normal embedding makes), zero, or those of a real text (without projection)',
    ),
  std: z
    .number()
    .positive()
    .max(10)
    .default(1)
    .describe('standard deviation of init normal; 1 is PEFT’s, and large for keys and values'),
  text: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('the text of init text; repeated or cut to n tokens'),
});
export type PrefixConfig = z.infer<typeof prefixConfig>;

/** The layers that get keys and values, all of one width; throws ConfigError where the settings contradict each other. */
export function keyValueSites(c: PrefixConfig, sites: readonly Site[]): KeyValueSite[] {
  if (c.init === 'text' && c.text === null)
    throw new ConfigError('prefix.init is text: expected prefix.text to say which.');
  if (c.init === 'text' && c.projection)
    throw new ConfigError(
      'prefix.init is text: expected prefix.projection false, as no MLP is known that makes the keys of a text.',
    );
  const found = sites.filter((s): s is KeyValueSite => s.kind === 'keyValue');
  const [first] = found;
  if (!first) throw new ConfigError('prefix: the model has no keys and values that could be added to.');
  if (found.some((s) => s.heads !== first.heads || s.dHead !== first.dHead))
    throw new ConfigError('prefix: expected layers of one width.');
  return found;
}
