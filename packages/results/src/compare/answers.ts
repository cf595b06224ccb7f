/**
 * How many answers changed between right and wrong where seed and item are the same. The same program on the same machine gives the same
 * answers, trained or not: here a change of the program shows that is too small, or of too few seeds, for any test.
 */
import type { DoneTrial } from '../record/record.ts';
import type { ComparedRow } from './schema.ts';

/** null where no seed ran on both sides with the same test items. */
export function answersChanged(old: readonly DoneTrial[], now: readonly DoneTrial[]): ComparedRow['answers'] {
  const before = new Map(old.map((trial) => [trial.spec.seed, trial.accuracy.test]));
  let [compared, changed] = [0, 0];
  for (const { spec, accuracy } of now) {
    const [was, is] = [before.get(spec.seed), accuracy.test];
    if (!was || was.itemsDigest !== is.itemsDigest || was.outcomes === null || is.outcomes === null) continue;
    compared += is.outcomes.length;
    for (let i = 0; i < is.outcomes.length; i++) if (is.outcomes[i] !== was.outcomes[i]) changed++;
  }
  return compared === 0 ? null : { compared, changed };
}
