/** log Σ exp(xᵢ), without overflow. */
export function logSumExp(xs: readonly number[]): number {
  const most = Math.max(...xs);
  return Number.isFinite(most) ? most + Math.log(xs.reduce((sum, x) => sum + Math.exp(x - most), 0)) : most;
}
