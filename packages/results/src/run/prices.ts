/** What running the machine costs, as the user says. Nothing here is measured. */
export interface Prices {
  /** Money for an hour of the machine. */
  readonly perHour?: number;
  /** Power that the machine draws at work. */
  readonly watts?: number;
  /** Money for a kWh. */
  readonly perKwh?: number;
}

/** kWh that `seconds` take; null where the power is not given. */
export const energy = (seconds: number, { watts }: Prices): number | null =>
  watts === undefined ? null : (seconds * watts) / 3.6e6;

/** Money for `seconds`, the machine's hours and its energy together; null where neither has a price. */
export function money(seconds: number, prices: Prices): number | null {
  const { perHour, perKwh } = prices;
  const kWh = energy(seconds, prices);
  const forEnergy = kWh === null || perKwh === undefined ? null : kWh * perKwh;
  if (perHour === undefined && forEnergy === null) return null;
  return ((perHour ?? 0) * seconds) / 3600 + (forEnergy ?? 0);
}
