/** How an axis is spaced, and its numbers written. */
export type AxisScale =
  | { readonly type: 'linear' }
  | { readonly type: 'log' }
  | { readonly type: 'symlog'; readonly constant: number };

/** Even ratios where values span a factor of eight or more; with a 0 among them, even ratios above the smallest. */
export function axisScale(values: readonly number[]): AxisScale {
  const positive = values.filter((v) => v > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  if (values.some((v) => v < 0) || !(high / low >= 8)) return { type: 'linear' };
  return positive.length === values.length ? { type: 'log' } : { type: 'symlog', constant: low };
}

/** `4,096`, `0.001`, `1e-5`. */
export function numberText(value: number): string {
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e7))
    return value.toExponential().replace('e+', 'e');
  return plain.format(value);
}
/** Making a format takes longer than using it. */
const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

/** `0.1`, `10`, `100K`, `1M`. */
export const compactText = (value: number): string => compact.format(value);
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
