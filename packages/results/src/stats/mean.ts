/** The arithmetic mean; NaN of none. */
export const average = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

/** The same; null of none. */
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : average(values);

/** Sum of squared distances from `centre`. */
export const squares = (values: readonly number[], centre: number): number =>
  values.reduce((sum, v) => sum + (v - centre) ** 2, 0);
