/** What two runs are compared by besides accuracy: exact figures, measured ones, and those that imported results publish. */
import { type Figure, unit } from '../figures/figure.ts';
import { figures } from '../figures/index.ts';
import type { DoneTrial } from '../record/record.ts';

const compared = figures.filter((figure) => figure.compared !== undefined);
export const exactFigures = compared.filter(({ noise }) => noise === 'none');

/** Those of imported results too, as far as they are bytes or seconds. */
export function measuredFigures(trials: readonly DoneTrial[]): Figure[] {
  const names = trials.flatMap(({ imported }) => Object.keys(imported?.figures ?? {}));
  const published = [...new Set(names)].flatMap((name): Figure[] => {
    const [, what, base] = /^(.*) \((bytes|s)\)$/.exec(name) ?? [];
    if (what === undefined || base === undefined) return [];
    return [
      {
        name: what,
        unit: unit(base),
        better: 'less',
        noise: 'process',
        over: 'mean',
        ways: [({ imported }) => imported?.figures[name]],
        compared: 'published',
      },
    ];
  });
  return [...compared.filter(({ noise }) => noise === 'process'), ...published];
}
