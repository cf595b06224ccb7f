/** What the simulation of graded scores found, as text; every number in it comes from the lines. */
import type { GradedWorld } from './statistics-graded-worlds.ts';

export interface GradedLine extends GradedWorld {
  readonly metric: string;
  readonly truth: number;
  readonly experiments: number;
  /** Shares of experiments: the interval of one configuration holds its score, … */
  readonly alone: number;
  /** … the interval of a difference holds it, of two equal configurations and of two that differ, … */
  readonly equal: number;
  readonly apart: number;
  /** … two equal ones are told apart (p < 0.05), … */
  readonly rejected: number;
  /** … also by the test that knows nothing of groups, and, with one seed, by t without added items and by flipping signs. */
  readonly blind: number | null;
  readonly plain: number | null;
  readonly flipped: number | null;
}

/** Macro-F1 with one seed: against a paired bootstrap over items. */
export interface BootstrapLine {
  readonly rare: number;
  readonly items: number;
  readonly experiments: number;
  /** Standard error of the difference by contributions over that of the bootstrap, median. */
  readonly ratio: number;
  /** Of the bootstrap's percentile intervals: coverage of one configuration, and false positives of the difference. */
  readonly alone: number;
  readonly rejected: number;
  /** Experiments in which both say the same of the difference. */
  readonly agreed: number;
}

/** Macro-F1 with one seed, whatever the world, by how many items of the rarer class the split holds. */
export interface RareLine {
  readonly least: number;
  readonly most: number;
  readonly experiments: number;
  /** Shares of experiments, as above. */
  readonly alone: number;
  readonly equal: number;
  readonly apart: number;
}

const percent = (share: number): string => (share * 100).toFixed(1);
const spread = (shares: readonly number[]): string =>
  shares.length === 0
    ? ''
    : `${percent(shares.reduce((a, b) => a + b, 0) / shares.length)} (${percent(Math.min(...shares))}–${percent(Math.max(...shares))})`;
const known = (of: (line: GradedLine) => number | null, lines: readonly GradedLine[]): number[] =>
  lines.flatMap((line) => of(line) ?? []);

interface Slice {
  readonly name: string;
  readonly of: (line: GradedLine) => boolean;
}
const isClasses = ({ metric }: GradedLine): boolean => metric === 'macro-F1';
const isGrouped = ({ groupSize }: GradedLine): boolean => groupSize > 1;
const isPlain = (line: GradedLine): boolean => !isClasses(line) && !isGrouped(line);
const few = ({ items, groupSize }: GradedLine): boolean => items / groupSize < 30;
const rareOnes = ({ items, ceiling }: GradedLine): number => items * ceiling;

const slices: readonly Slice[] = [
  ...[0.05, 0.6, 0.85].flatMap((ceiling) =>
    [1, 2, 3, 5].map((seeds): Slice => ({
      name: `graded, ${ceiling * 100} % at exactly 1, ${seeds} seed${seeds === 1 ? '' : 's'}`,
      of: (line) => isPlain(line) && line.ceiling === ceiling && line.seeds === seeds,
    })),
  ),
  ...(['graded', 'right or wrong'] as const).flatMap((kind) =>
    [true, false].map((small): Slice => ({
      name: `${kind}, ${small ? '12 to 20' : '30 to 60'} groups`,
      of: (line) => isGrouped(line) && line.kind === kind && few(line) === small,
    })),
  ),
  {
    name: 'macro-F1, 3 to 8 items of the rarer class',
    of: (line) => isClasses(line) && rareOnes(line) < 10,
  },
  {
    name: 'macro-F1, 15 to 90 items of the rarer class',
    of: (line) => isClasses(line) && rareOnes(line) >= 10,
  },
];

export function readme(
  lines: readonly GradedLine[],
  bootstraps: readonly BootstrapLine[],
  rare: readonly RareLine[],
): string {
  const table = slices.map(({ name, of }) => {
    const own = lines.filter(of);
    const cells = [
      own.map((line) => line.alone),
      own.flatMap((line) => [line.equal, line.apart]),
      own.map((line) => line.rejected),
    ];
    return `| ${[name, own.length, ...cells.map(spread)].join(' | ')} |`;
  });
  const fair = lines.filter((line) => !(isClasses(line) && rareOnes(line) < 10));
  const coverages = fair.flatMap((line) => [line.alone, line.equal, line.apart]);
  const inside = coverages.filter((share) => share >= 0.93 && share <= 0.97).length;
  const once = lines.filter(({ plain }) => plain !== null);
  const error = percent(Math.sqrt((0.95 * 0.05) / (lines[0]?.experiments ?? 1)));
  const outside = lines
    .filter(({ alone, equal, apart }) => [alone, equal, apart].some((c) => c < 0.93))
    .toSorted((a, b) => Math.min(a.alone, a.equal, a.apart) - Math.min(b.alone, b.equal, b.apart))
    .slice(0, 12);
  return `# Do they for graded scores, groups and a corpus metric?

Made by \`scripts/statistics-graded.ts\`; nothing here is typed by hand. Graded answers: latent values cut to 0…1, so that 5, 60 or 85 % of the answers score exactly 1. Groups of 5 or 15 items that have things in common. Macro-F1 of two classes, of which the rarer has 5 or 30 % of the items, by its items' contributions as the records have them. 60 to 300 items, 1, 2, 3 and 5 seeds that do not differ or do; every configuration alone in its kind. ${lines[0]?.experiments ?? 0} experiments a world: a rate of 95 % is known to ± ${error} points.

Of the intervals stated as 95 %, how many hold the truth; of two equal configurations, how often p < 0.05. Mean (lowest–highest) over worlds, in %:

| worlds | number | interval of one configuration | interval of a paired difference | false positives of the paired test |
| --- | ---: | --- | --- | --- |
${table.join('\n')}

Fewer than 10 items of the rarer class apart, ${inside} of ${coverages.length} coverages lie between 93 and 97 %, all between ${percent(Math.min(...coverages))} and ${percent(Math.max(...coverages))} %.

What falls outside, as we read it. Two seeds: intervals are too wide where seeds hardly differ, as for accuracy. Few items that score otherwise than the rest (below the ceiling, or of the rarer class): the variance is known with fewer degrees of freedom than items less one, by its kurtosis (\`spreadDegrees\`); without that, 60 graded answers of which 85 % are at the ceiling had 92 %. Groups: t over the groups less one is enough for 12 of them and more.

Macro-F1, one seed, by how many items of the rarer class the test split holds. Of three that are expected some splits hold one or none: then macro-F1 itself is another quantity, and no interval around it helps. A report warns where a class has fewer than five.

| items of the rarer class | experiments | interval of one configuration | of a difference, equal | apart |
| --- | ---: | ---: | ---: | ---: |
${rare.map((r) => `| ${[rareRange(r), r.experiments, percent(r.alone), percent(r.equal), percent(r.apart)].join(' | ')} |`).join('\n')}

Lowest coverages (one configuration, equal, apart):

| metric | at ceiling or rarer class (%) | items | of a group | seeds | spread of seeds | coverage |
| --- | ---: | ---: | ---: | ---: | ---: | --- |
${outside.map((l) => `| ${l.metric} | ${percent(l.ceiling)} | ${l.items} | ${l.groupSize} | ${l.seeds} | ${l.seedSd} | ${[l.alone, l.equal, l.apart].map(percent).join(', ')} |`).join('\n')}

One seed of graded answers, false positives: t with one item won and one lost added ${spread(known((l) => l.rejected, once))}, t without them ${spread(known((l) => l.plain, once))}, flipping signs at random ${spread(known((l) => l.flipped, once))}. The first needs no random numbers and has an interval that agrees with it, so it is what we take.

Items in groups: a test that knows nothing of them has ${spread(known((l) => l.blind, lines))} % false positives, where ours has ${spread(known((l) => l.rejected, lines.filter(isGrouped)))} %.

Macro-F1, one seed: contributions against a paired bootstrap over items that computes the metric anew.

| rarer class (%) | items | standard error over the bootstrap's (median) | bootstrap: interval of one | ours | bootstrap: false positives | ours | same verdict |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${bootstraps.map((b) => bootstrapRow(b, lines)).join('\n')}

So contributions stay what differences of corpus metrics are tested by: both say the same of nearly all differences, the bootstrap has more false positives than it states and holds less often with few items of a class, and contributions need no random numbers and no sums per item in the records.
`;
}

const rareRange = ({ least, most }: RareLine): string =>
  least === most ? String(least) : Number.isFinite(most) ? `${least} to ${most}` : `${least} or more`;

function bootstrapRow(b: BootstrapLine, lines: readonly GradedLine[]): string {
  const own = lines.find(
    (line) => isClasses(line) && line.seeds === 1 && line.items === b.items && line.ceiling === b.rare,
  );
  const cells = [
    percent(b.rare),
    b.items,
    b.ratio.toFixed(2),
    percent(b.alone),
    percent(own?.alone ?? NaN),
    percent(b.rejected),
    percent(own?.rejected ?? NaN),
    percent(b.agreed),
  ];
  return `| ${cells.join(' | ')} |`;
}
