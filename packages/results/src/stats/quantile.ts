/**
 * The p-quantile of `values`, p in [0, 1]: linear interpolation between order statistics at (n − 1)·p (Hyndman & Fan 1996, type
 * 7; the default of R and NumPy). NaN for no values.
 */
export function quantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) return NaN;
  return below + (above - below) * (at - Math.floor(at));
}
