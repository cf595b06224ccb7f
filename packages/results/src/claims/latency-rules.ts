/** Rules about times, on ratios to the model as it is (`scripts/latency`). Pure. */
import { LEVEL } from '../stats/family.ts';
import { holm } from '../stats/holm.ts';
import type { SideRatio } from './latency.ts';
import { intervalText } from '../stats/ratio.ts';
import type { Rule } from './accuracy-rules.ts';
import { pValue } from '../text.ts';

/** Ratios within 1 ± this count as no difference. */
const SAME = 0.05;
const percent = `${100 * SAME} %`;

const ratioText = (found: SideRatio): string =>
  `${found.side}, ${found.what}: ${found.ratio.toFixed(2)}× the base (95 % interval ${intervalText(found) || 'unknown'}; ${found.rounds} rounds)`;

export const noSlower: Rule<readonly SideRatio[]> = {
  text: `requests to it and to the model as it is alternate in one process. Supported where every interval of the ratio ends at or below ${1 + SAME}; contradicted where one begins above that; in between it is not decided.`,
  judge(ratios) {
    const evidence = ratios.map(ratioText);
    const known = ratios.length > 0 && ratios.every(({ high }) => high !== null);
    if (ratios.some(({ low }) => low !== null && low > 1 + SAME))
      return { verdict: 'contradicted', evidence };
    const none = known && ratios.every(({ high }) => high! <= 1 + SAME);
    return { verdict: none ? 'supported' : 'not decided here', evidence };
  },
};

export const slower: Rule<readonly SideRatio[]> = {
  text: `requests to it and to the model as it is alternate in one process; the sign test over rounds, Holm over all sides and kinds of request. Supported where each side is slower (p < ${LEVEL}) in some kind of request and faster in none; contradicted where all intervals of some side end at or below ${1 + SAME} (less than ${percent}).`,
  judge(ratios) {
    const adjusted = holm(ratios.map(({ p }) => p));
    const evidence = ratios.map((r, i) => `${ratioText(r)}, Holm’s p ${pValue(adjusted[i]!)}`);
    const tested = ratios.map((r, i) => ({ ...r, apart: adjusted[i]! < LEVEL }));
    const names = [...new Set(ratios.map(({ side }) => side))];
    const sides = names.map((name) => tested.filter(({ side }) => side === name));
    const slow = sides.map((own) => own.some((r) => r.apart && r.ratio > 1));
    const none = sides.some((own) => own.every(({ high }) => high !== null && high <= 1 + SAME));
    if (none) return { verdict: 'contradicted', evidence };
    const faster = tested.some((r) => r.apart && r.ratio < 1);
    const all = sides.length > 0 && slow.every(Boolean) && !faster;
    return { verdict: all ? 'supported' : 'not decided here', evidence };
  },
};
