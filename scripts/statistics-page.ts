/** What the simulation found, as CSV and as text; every number in the text comes from the lines. */
import type { World } from '@adaptbench/results/testing';

export interface CoverageLine extends World {
  readonly experiments: number;
  /** Shares of experiments: the interval of one configuration holds its accuracy, … */
  readonly alone: number;
  /** … the interval of a difference holds it, of two equal configurations and of two 5 points apart, … */
  readonly equal: number;
  readonly apart: number;
  /** … two equal ones are told apart (p < 0.05), and by McNemar's mid-p, which only one seed has. */
  readonly rejected: number;
  readonly rejectedMid: number | null;
}

export interface FamilyLine extends World {
  readonly methods: number;
  readonly experiments: number;
  /** Share of experiments in which any pair of equal methods is told apart, with Holm's adjustment and without. */
  readonly any: number;
  readonly anyPlain: number;
}

/** Columns as the lines have them. */
export function csvOf(lines: readonly object[]): string {
  const keys = Object.keys(lines[0] ?? {});
  const text = (value: unknown): string =>
    Array.isArray(value)
      ? value.join('/')
      : value == null
        ? ''
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
  const rows = lines.map((line) => keys.map((key) => text(Reflect.get(line, key))).join(','));
  return [keys.join(','), ...rows].join('\n').concat('\n');
}

const percent = (share: number): string => (share * 100).toFixed(1);

interface Slice {
  readonly name: string;
  readonly of: (line: CoverageLine) => boolean;
}
const few = (line: CoverageLine): boolean => line.items * (1 - Number(line.accuracy)) < 20;
const oneSided = (line: CoverageLine): boolean => Array.isArray(line.seedSd);
const enough = (line: CoverageLine): boolean => !few(line) && !oneSided(line);
const slices: readonly Slice[] = [
  ...[1, 2, 3, 5, 10].map((seeds): Slice => ({
    name: `${seeds} seed${seeds === 1 ? '' : 's'}`,
    of: (l) => enough(l) && l.seeds === seeds,
  })),
  { name: '2 seeds, only one side’s differ', of: (l) => !few(l) && oneSided(l) && l.seeds === 2 },
  { name: '3 to 10 seeds, only one side’s differ', of: (l) => !few(l) && oneSided(l) && l.seeds > 2 },
  { name: 'fewer than 20 wrong answers a seed, 1 or 2 seeds', of: (l) => few(l) && l.seeds < 3 },
  { name: 'fewer than 20 wrong answers a seed, 3 to 10 seeds', of: (l) => few(l) && l.seeds > 2 },
];

export function readme(lines: readonly CoverageLine[], families: readonly FamilyLine[]): string {
  const table = slices.map(({ name, of }) => {
    const own = lines.filter(of);
    const cells = [
      own.map((l) => l.alone),
      own.flatMap((l) => [l.equal, l.apart]),
      own.map((l) => l.rejected),
    ];
    return `| ${[name, own.length, ...cells.map(spread)].join(' | ')} |`;
  });
  const all = lines.flatMap((l) => (l.seeds === 2 || few(l) ? [] : [l.alone, l.equal, l.apart]));
  const inside = all.filter((share) => share >= 0.93 && share <= 0.97).length;
  const exact = lines.flatMap((l) => (l.seeds === 1 ? [l.rejected] : []));
  const mids = lines.flatMap((l) => l.rejectedMid ?? []);
  const errorOf = (experiments: number, p: number): string => percent(Math.sqrt((p * (1 - p)) / experiments));
  const [first] = lines;
  return `# Do the intervals and tests keep what they state?

Made by \`scripts/statistics.ts\`; nothing here is typed by hand. Worlds in which the true accuracies are known: an answer is right with probability σ(μ + item + seed) with normal effects; accuracies 60, 80, 95 % with 50 and 200 items, 80 % with 1000, 1 to 10 seeds, items that differ little (1 logit) or much (3), seeds that do not differ, differ little (0.2 logits), much (0.8), or only on one side. ${first?.experiments ?? 0} experiments a world, so a rate of 95 % is known to ± ${errorOf(first?.experiments ?? 1, 0.95)} points (one standard error); in a list of many, the lowest and highest err outwards.

Of the intervals stated as 95 %, how many hold the truth; of two equal configurations, how often p < 0.05. Mean (lowest–highest) over worlds, in %:

| worlds | number | interval of one configuration | interval of a paired difference | false positives of the paired test |
| --- | ---: | --- | --- | --- |
${table.join('\n')}

Two seeds and few wrong answers apart, ${inside} of ${all.length} coverages lie between 93 and 97 %, all between ${percent(Math.min(...all))} and ${percent(Math.max(...all))} %. With one seed, McNemar's exact test finds a difference where none is in ${percent(Math.min(...exact))} to ${percent(Math.max(...exact))} %, its mid-p in ${percent(Math.min(...mids))} to ${percent(Math.max(...mids))} %.

What falls outside, and how we read it (the reasons were not tested one by one). Here every configuration is alone in its kind. Two seeds: one degree of freedom cannot say how much seeds differ; where they differ much, intervals may be too narrow, where they hardly do, too wide. Seeds that differ on one side only: no help comes from the other side's, and the accuracies of few seeds are skewed. Few wrong answers: outcomes are discrete, and the exact test rejects less than it may; with many seeds a handful of hard items decides, and an interval knows only those that it has seen.

Several equal methods, all pairs tested, any told apart, in % (${families[0]?.experiments ?? 0} experiments, ± ${errorOf(families[0]?.experiments ?? 1, 0.05)}; accuracy 80 %, 200 items):

| methods | seeds | spread of seeds (logits) | with Holm's adjustment | without |
| ---: | ---: | ---: | ---: | ---: |
${families.map((f) => `| ${f.methods} | ${f.seeds} | ${String(f.seedSd)} | ${percent(f.any)} | ${percent(f.anyPlain)} |`).join('\n')}
`;
}

const spread = (shares: readonly number[]): string =>
  `${percent(shares.reduce((a, b) => a + b, 0) / shares.length)} (${percent(Math.min(...shares))}–${percent(Math.max(...shares))})`;
