/**
 * What it does to the intervals of a run that the spread of seeds is borrowed from a configuration's kind, and what the prior of that
 * spread goes with:
 *   node --import tsx scripts/spread.ts --before FOLDER [--after results/nightly] [--runs results] [--out results/statistics/spread.md]
 * FOLDER: accuracy.csv and pairs.csv of the same run as an earlier version reported it (`git show COMMIT:results/nightly/accuracy.csv`).
 * The likelihoods are those of the runs in `--runs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type ConfigurationRow,
  filesIn,
  foldersIn,
  groupBy,
  logLikelihood,
  openRun,
  quantile,
  rowsOfRun,
  twoWay,
} from '@adaptbench/results';
import { options } from './options.ts';

const root = path.join(import.meta.dirname, '..');
const o = options({
  before: '',
  after: path.join(root, 'results/nightly'),
  runs: path.join(root, 'results'),
  out: path.join(root, 'results/statistics/spread.md'),
});

/** Of each line of a table without quoted fields its width in points and its name; lines without an interval are left out. */
function widths(file: string, low: string, high: string): Map<string, number> {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const columns = head.split(',');
  const [from, to] = [columns.indexOf(low), columns.indexOf(high)];
  const named = columns.flatMap((name, i) =>
    /^(other )?(task|method|configuration)$/.test(name) ? [i] : [],
  );
  return new Map(
    lines.flatMap((line) => {
      const cells = line.split(',');
      if (cells.length !== columns.length) throw new Error(`${file}: a quoted field: ${line}`);
      const [a, b] = [cells[from] ?? '', cells[to] ?? ''];
      const name = named.map((i) => cells[i]).join(' ');
      return a === '' || b === '' ? [] : [[name, Number(b) - Number(a)] as const];
    }),
  );
}

function compared(title: string, file: string, low: string, high: string): string {
  const [before, after] = [o.before, o.after].map((folder) => widths(path.join(folder, file), low, high)) as [
    Map<string, number>,
    Map<string, number>,
  ];
  const both = [...before].flatMap(([name, was]) => {
    const is = after.get(name);
    return is === undefined ? [] : [{ was, is }];
  });
  const line = (name: string, of: typeof both): string => {
    const median = (values: readonly number[]): string => (quantile(values, 0.5) ?? NaN).toFixed(1);
    const ratio = quantile(
      of.map(({ was, is }) => is / was),
      0.5,
    );
    const cells = [
      name,
      of.length,
      median(of.map(({ was }) => was)),
      median(of.map(({ is }) => is)),
      (ratio ?? NaN).toFixed(2),
      of.filter(({ was, is }) => is <= was / 2).length,
      of.filter(({ was, is }) => is > was).length,
    ];
    return `| ${cells.join(' | ')} |`;
  };
  const wide = both.filter(({ was }) => was > 20);
  return [
    line(title, both),
    ...(wide.length === 0 ? [] : [line(`${title}, over 20 points before`, wide)]),
  ].join('\n');
}

/** How wide the intervals would be if seeds did not differ but by the luck of items: what more seeds, or knowing them, can at most give. */
function floor(rows: readonly ConfigurationRow[]): number {
  const all = rows.flatMap(({ done }) => {
    const outcomes = done.flatMap(({ accuracy }) => accuracy.test.outcomes ?? []);
    if (outcomes.length < 2) return [];
    const { n, k, mean, items, rest } = twoWay(outcomes);
    const variance = Math.max(0, items - rest) / (n * k) + rest / (n * k);
    return mean === 0 || mean === 1 ? [] : [200 * 1.96 * Math.sqrt(variance)];
  });
  return quantile(all, 0.5) ?? NaN;
}

const powers = [0, 0.5, 1, 1.5, 2];
const folders = foldersIn(o.runs)
  .map((name) => path.join(o.runs, name))
  .filter((folder) => filesIn(folder).includes('trials.jsonl'));
const kinds = folders.flatMap((folder) =>
  groupBy(rowsOfRun(openRun(folder)), ({ task, method }) => `${task} ${method}`).map((rows) =>
    rows.flatMap(({ done }) => {
      const tests = done.map(({ accuracy }) => accuracy.test);
      const same = new Set(tests.map((test) => test.itemsDigest)).size === 1;
      const outcomes = tests.flatMap((test) => test.outcomes ?? []);
      return same && outcomes.length === tests.length ? [twoWay(outcomes)] : [];
    }),
  ),
);
const likelihoods = powers.map((power) => kinds.reduce((sum, kind) => sum + logLikelihood(kind, power), 0));
const best = Math.max(...likelihoods);

writeFileSync(
  o.out,
  `# What borrowing the spread of seeds does to intervals

Made by \`scripts/spread.ts\`; nothing here is typed by hand. The 95 % intervals of one run, as it was reported before and after; widths in points:

| intervals | number | median before | median after | median ratio | halved or better | wider |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${compared('of one configuration', 'accuracy.csv', '95 % low (%)', '95 % high (%)')}
${compared('of a paired difference', 'pairs.csv', '95 % low (points)', '95 % high (points)')}

If seeds differed by no more than their items' luck, and that were known, half of the intervals of one configuration would still be wider than ${floor(rowsOfRun(openRun(o.after))).toFixed(1)} points: the items' part. What is above it is all that better knowledge of seeds can take away, so half of the earlier median is out of reach without more items. Wider than before are intervals of two seeds that happened to agree, and of methods with one configuration, whose two seeds count for less than they did (\`degrees.ts\`): they covered 90 to 96 %.

What the prior of the seeds' part goes with: log likelihood of the variances of all kinds of the runs in \`results\` (${kinds.filter((kind) => kind.length > 1).length} of two configurations or more), less the best, by power of MS_rest:

| power | ${powers.join(' | ')} |
| --- |${powers.map(() => ' ---: |').join('')}
| log likelihood | ${likelihoods.map((one) => (one - best).toFixed(1)).join(' | ')} |
`,
);
