/** How far a training has come by its losses. */

/** Losses that a mean is taken of at least. */
const FEW = 4;

/** The mean over the second half of the losses so far, in order; null where there are none. */
export function recentLoss(losses: readonly number[]): number | null {
  const half = losses.slice(-Math.max(FEW, Math.floor(losses.length / 2)));
  return half.length === 0 ? null : half.reduce((sum, loss) => sum + loss, 0) / half.length;
}
