/** The flags that say what the machine costs, of `bench` and of `bench report`. */
import type { Command } from 'commander';
import type { Prices } from '@adaptbench/results';
import { amount } from './parse.ts';

/** As commander gives them. */
export interface PriceFlags {
  readonly pricePerHour?: number | undefined;
  readonly watts?: number | undefined;
  readonly pricePerKwh?: number | undefined;
}

export const addPriceFlags = (command: Command): Command =>
  command
    .optionsGroup('Prices, for the tables of cost:')
    .option('--price-per-hour <money>', 'of the machine, in any currency', amount('--price-per-hour'))
    .option('--watts <power>', 'that the machine draws at work', amount('--watts'))
    .option('--price-per-kwh <money>', 'of energy, in the same currency', amount('--price-per-kwh'));

/** `base` with what the flags say on top; no field where nobody named a price. */
export function pricesOf(flags: PriceFlags, base: Prices = {}): { readonly prices?: Prices } {
  const { pricePerHour: perHour, watts, pricePerKwh: perKwh } = flags;
  const given = Object.entries({ perHour, watts, perKwh }).filter(([, value]) => value !== undefined);
  const prices: Prices = { ...base, ...Object.fromEntries(given) };
  return Object.keys(prices).length === 0 ? {} : { prices };
}
