/**
 * The first two derivatives of log Γ, from which the moments of the logarithm of a χ² variable come: E log(χ²_ν / ν) =
 * ψ(ν/2) − log(ν/2), its variance ψ′(ν/2). Recurrence up to 10, then the asymptotic series (Abramowitz & Stegun 1964, 6.3.18 and
 * 6.4.12); about 12 digits.
 */

/** ψ(x), x > 0. */
export function digamma(x: number): number {
  let [y, shift] = [x, 0];
  for (; y < 10; y++) shift += 1 / y;
  const square = 1 / (y * y);
  const series =
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return Math.log(y) - 1 / (2 * y) - series - shift;
}

/** ψ′(x), x > 0. */
export function trigamma(x: number): number {
  let [y, shift] = [x, 0];
  for (; y < 10; y++) shift += 1 / (y * y);
  const square = 1 / (y * y);
  const series =
    square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - (5 * square) / 66))));
  return 1 / y + square / 2 + series / y + shift;
}

/**
 * The x > 0 at which ψ′(x) = y, y > 0. Newton's method on 1/ψ′, which is convex and nearly straight: it comes nearer from one side
 * (Smyth 2004, appendix).
 */
export function inverseTrigamma(y: number): number {
  if (y > 1e7) return 1 / Math.sqrt(y);
  if (y < 1e-6) return 1 / y;
  let x = 0.5 + 1 / y;
  for (let i = 0; i < 50; i++) {
    const value = trigamma(x);
    const step = (value * (1 - value / y)) / tetragamma(x);
    x += step;
    if (-step < 1e-10 * x) break;
  }
  return x;
}

/** ψ″(x), by the recurrence and the series of ψ′ differentiated. */
function tetragamma(x: number): number {
  let [y, shift] = [x, 0];
  for (; y < 10; y++) shift -= 2 / (y * y * y);
  const square = 1 / (y * y);
  const series = square * (1 / 2 - square * (1 / 6 - square * (1 / 6 - (3 * square) / 10)));
  return -square * (1 + 1 / y + series) + shift;
}
