/** What the simulation of borrowed spreads found, as text; every number in it comes from the lines. */

/** Shares of experiments, and median widths in points: with each configuration's own variance, and with that which is moderated by its kind. */
export interface KindsLine {
  readonly world: string;
  readonly items: number;
  readonly seeds: number;
  /** In logits. */
  readonly itemSd: number;
  /** Whose interval, `a − b` for a paired difference; `family`: any of several equal ones is told apart. */
  readonly what: string;
  readonly own: number;
  readonly borrowed: number;
  readonly widthOwn: number | null;
  readonly widthBorrowed: number | null;
}

const percent = (share: number): string => (share * 100).toFixed(1);
const range = (shares: readonly number[]): string =>
  shares.length === 0
    ? ''
    : `${percent(shares.reduce((a, b) => a + b, 0) / shares.length)} (${percent(Math.min(...shares))}–${percent(Math.max(...shares))})`;
const median = (values: readonly (number | null)[]): string => {
  const sorted = values.flatMap((value) => value ?? []).toSorted((a, b) => a - b);
  return (sorted[sorted.length >> 1] ?? NaN).toFixed(1);
};

const isPair = ({ what }: KindsLine): boolean => what.includes(' − ');
const isFamily = ({ what }: KindsLine): boolean => what === 'family';
const isOne = (line: KindsLine): boolean => !isPair(line) && !isFamily(line);
/** `a sd 1` and `a sd 0.1` where a kind differs within. */
const differsWithin = ({ what }: KindsLine): boolean => what.includes(' sd ');
const spreadOf = ({ what }: KindsLine): string => what.replace(/^\w sd /, '');

export function kindsText(lines: readonly KindsLine[], experiments: number): string {
  const worlds = [...new Set(lines.map(({ world }) => world))];
  const rows = worlds.flatMap((world) =>
    [2, 3, 5].map((seeds) => {
      const own = lines.filter((line) => line.world === world && line.seeds === seeds);
      const [ones, pairs, families] = [own.filter(isOne), own.filter(isPair), own.filter(isFamily)];
      const cells = [
        range(ones.map((l) => l.own)),
        range(ones.map((l) => l.borrowed)),
        `${median(ones.map((l) => l.widthOwn))} → ${median(ones.map((l) => l.widthBorrowed))}`,
        range(pairs.map((l) => l.own)),
        range(pairs.map((l) => l.borrowed)),
        families.length === 0
          ? ''
          : `${percent(Math.max(...families.map((l) => l.own)))} → ${percent(Math.max(...families.map((l) => l.borrowed)))}`,
      ];
      return `| ${[world, seeds, ...cells].join(' | ')} |`;
    }),
  );
  const judged = lines.filter((line) => !isFamily(line) && !differsWithin(line));
  const inside = judged.filter(({ borrowed }) => borrowed >= 0.925 && borrowed <= 0.975).length;
  const below = (key: 'own' | 'borrowed'): number => judged.filter((line) => line[key] < 0.925).length;
  const lowest = (key: 'own' | 'borrowed'): string =>
    percent(judged.reduce((least, line) => Math.min(least, line[key]), 1));
  const mixed = lines.filter((line) => isOne(line) && differsWithin(line));
  const within = [...new Set(mixed.map(({ world }) => world))].flatMap((world) =>
    [...new Set(mixed.flatMap((l) => (l.world === world ? [spreadOf(l)] : [])))].flatMap((spread) =>
      [2, 3, 5].map((seeds) => {
        const own = mixed.filter((l) => l.world === world && l.seeds === seeds && spreadOf(l) === spread);
        return `| ${[world, spread, seeds, range(own.map((l) => l.own)), range(own.map((l) => l.borrowed))].join(' | ')} |`;
      }),
    ),
  );
  return `# Do they where the spread of seeds is borrowed?

Made by \`scripts/statistics-kinds.ts\`; nothing here is typed by hand. Several configurations, each with a kind; the variance of its seeds is its own, or moderated by that of the others of its kind (\`spread.ts\`). Accuracy 75 % where nothing else is said, 50 and 200 items that differ little or much, ${experiments} experiments a world (a rate of 95 % is known to ± ${percent(Math.sqrt((0.95 * 0.05) / experiments))} points, and better where several configurations are alike); all lines in kinds.csv. Coverage of the intervals of one configuration and of paired differences, own variance and borrowed, mean (lowest–highest); median width in points; false positives of Holm's procedure over all pairs, the highest:

| world | seeds | one: own | one: borrowed | width | pair: own | pair: borrowed | any of equals told apart |
| --- | ---: | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

The last two worlds apart, ${inside} of ${judged.length} coverages lie between 92.5 and 97.5 % (the stated 93 to 97, and what such a simulation errs by); ${below('borrowed')} are lower, the lowest ${lowest('borrowed')} %. With own variances ${below('own')} are lower, the lowest ${lowest('own')} %.

The last two worlds break the assumption that the spreads of a kind are draws from one distribution that its few configurations can show. What is right on average is then wrong for each; coverage of the intervals of one configuration by its own spread:

| world | spread | seeds | own | borrowed |
| --- | ---: | ---: | --- | --- |
${within.join('\n')}

So a kind is a method on a task. A wider one (all that is trained on a task, say) would make narrower intervals, and its one unstable method would fare as the one of eight above. A method with one configuration borrows nothing, and its intervals are as wide as two seeds make them.
`;
}
