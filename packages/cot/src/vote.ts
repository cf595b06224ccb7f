/** Self-consistency (Wang et al. 2022): of several sampled answers the most frequent one. */
export interface Vote {
  /** null where no sample could be read. */
  readonly prediction: string | null;
  /** Which sample was the first to give it; 0 where none did. */
  readonly sample: number;
  /** Share of all samples that give it, unreadable ones included in the whole. */
  readonly agreement: number;
}

/** Equal answers count together however they are written; of equally frequent ones the one that came first wins. */
export function vote(
  predictions: readonly (string | null)[],
  equal: (a: string, b: string) => boolean,
): Vote {
  const groups: { readonly first: string; readonly sample: number; count: number }[] = [];
  for (const [sample, prediction] of predictions.entries()) {
    if (prediction === null) continue;
    const group = groups.find(({ first }) => equal(prediction, first));
    if (group) group.count++;
    else groups.push({ first: prediction, sample, count: 1 });
  }
  const most = Math.max(0, ...groups.map(({ count }) => count));
  const winner = groups.find(({ count }) => count === most);
  return {
    prediction: winner?.first ?? null,
    sample: winner?.sample ?? 0,
    agreement: most / Math.max(predictions.length, 1),
  };
}
