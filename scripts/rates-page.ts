/**
 * What trials of `scripts/rates.ts` and of runs say of learning rates and of how many updates are enough, as one page:
 *   node --import tsx scripts/rates-page.ts --from results/rates --out results/rates.md
 * Reads every `.jsonl` of the folder, a section each.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ConfigurationRow, type DoneTrial, readTrials, rowsOf } from '@adaptbench/results';
import { options } from './options.ts';

const o = options({ from: '', out: '' });

/** A row's own training, all seeds alike but for the last digit. */
const trainingOf = (row: ConfigurationRow): NonNullable<DoneTrial['training']> | null =>
  row.done[0]?.training ?? null;
const percent = (share: number | undefined): string => (share === undefined ? '–' : (100 * share).toFixed(1));

/** The rate that was used: in runs of before a method had its own, the settings name it. */
const rateOf = (row: ConfigurationRow): string => {
  const rate = trainingOf(row)?.learningRate ?? row.spec.training?.learningRate;
  return typeof rate === 'number' ? String(Number(rate.toPrecision(2))) : '–';
};

function section(file: string): string {
  const records = readTrials(path.join(o.from, file));
  const rows = rowsOf(
    records.map(({ spec }) => spec),
    records,
  );
  const lines = rows.map((row) =>
    [
      row.task,
      row.method,
      rateOf(row),
      String(trainingOf(row)?.steps ?? '–'),
      `${percent(row.validation?.mean)}${row.chosen ? ' (best)' : ''}`,
      percent(row.test?.mean),
      String(row.done.length),
    ].join(' | '),
  );
  return [
    `## ${path.basename(file, '.jsonl')}`,
    `${records.length} trials, ${path.basename(records[0]?.spec.model.reference ?? '')}.`,
    [
      '| task | method | rate | updates | validation (%) | test (%) | seeds |',
      '| --- | --- | ---: | ---: | --- | ---: | ---: |',
    ]
      .concat(lines.map((line) => `| ${line} |`))
      .join('\n'),
  ].join('\n\n');
}

const head = readFileSync(path.join(o.from, 'README.md'), 'utf8').trimEnd();
const files = readdirSync(o.from)
  .filter((name) => name.endsWith('.jsonl'))
  .toSorted();
writeFileSync(o.out, `${[head, ...files.map(section)].join('\n\n')}\n`);
