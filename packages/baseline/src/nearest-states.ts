/**
 * Hidden states that are nearest another one, by the cosine. States of language models share one large direction (Mu and Viswanath 2018),
 * so that their mean is taken off before.
 */

export interface CentredStates {
  readonly mean: Float32Array;
  /** Of length 1 each, one after the other. */
  readonly points: Float32Array;
}

/** `states`: one after the other, `width` numbers each. */
export function centred(states: Float32Array, width: number): CentredStates {
  const n = states.length / width;
  const mean = new Float32Array(width);
  for (let i = 0; i < states.length; i++) mean[i % width]! += states[i]! / n;
  const points = new Float32Array(states.length);
  for (let i = 0; i < n; i++) points.set(unit(states.subarray(i * width, (i + 1) * width), mean), i * width);
  return { mean, points };
}

/** Gives the indices of the `n` nearest, nearest first, equally near ones in their order. */
export function nearestStates({ mean, points }: CentredStates): (state: Float32Array, n: number) => number[] {
  const width = mean.length;
  return (state, n) => {
    const from = unit(state, mean);
    const cosines = Array.from({ length: points.length / width }, (_, at) => {
      let cosine = 0;
      for (let d = 0; d < width; d++) cosine += points[at * width + d]! * from[d]!;
      return { at, cosine };
    });
    return cosines
      .toSorted((a, b) => b.cosine - a.cosine || a.at - b.at)
      .slice(0, n)
      .map(({ at }) => at);
  };
}

/** Of length 1, or zeros where the state is the mean itself. */
function unit(state: Float32Array, mean: Float32Array): Float32Array {
  const off = state.map((x, d) => x - mean[d]!);
  const length = Math.sqrt(off.reduce((sum, x) => sum + x * x, 0)) || 1;
  return off.map((x) => x / length);
}
