/** Of several answers to one question the most frequent one: self-consistency (Wang et al. 2022) votes over samples, instructions over templates. */
export interface Vote {
  /** null where no sample could be read. */
  readonly prediction: string | null;
  /** Index of the first answer that gave it; 0 where none did. */
  readonly first: number;
  /** Share of all answers that give it, unreadable ones included in the whole. */
  readonly agreement: number;
}

/** Equal answers count together however they are written; of equally frequent ones the one that came first wins. */
export function vote(
  predictions: readonly (string | null)[],
  equal: (a: string, b: string) => boolean,
): Vote {
  const groups: { readonly prediction: string; readonly first: number; count: number }[] = [];
  for (const [i, prediction] of predictions.entries()) {
    if (prediction === null) continue;
    const group = groups.find((g) => equal(prediction, g.prediction));
    if (group) group.count++;
    else groups.push({ prediction, first: i, count: 1 });
  }
  const most = Math.max(0, ...groups.map(({ count }) => count));
  const winner = groups.find(({ count }) => count === most);
  return {
    prediction: winner?.prediction ?? null,
    first: winner?.first ?? 0,
    agreement: most / Math.max(predictions.length, 1),
  };
}
