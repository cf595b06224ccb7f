/** `pnpm bench recommend [RUN]`: which of the measured methods fits, given what is allowed, and why. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, unknownName } from '@adaptbench/core';
import type { Command } from 'commander';
import {
  type Constraints,
  noConstraints,
  recommend,
  recommended,
  toJson,
  parseDuration,
  parseRate,
  parseSize,
  recommendationText,
  filesOf,
  openRun,
  rowsOfRun,
} from '@adaptbench/results';
import type { Environment } from './environment.ts';
import { whole } from './parse.ts';
import type { ExitCode } from './program.ts';

/** As commander gives them. */
interface RecommendFlags extends Partial<Omit<Constraints, 'mustMerge'>> {
  readonly mustMerge?: true;
  readonly task?: string;
  readonly json?: string;
}

const examples = `
Examples:
  pnpm bench recommend
  pnpm bench recommend runs/20260131-142500-model-sst2 --labels 200 --max-memory 1GB --p95 80ms --max-artifact 5MB
  pnpm bench recommend --requests 1e5/day --must-merge --json recommendation.json

Sizes: kB, MB, GB (powers of ten), KiB, MiB, GiB (powers of two). Times: ms, s, min, h. Requests: /s, /min, /h, /day.
Configurations are chosen on validation, methods compared on test items by paired tests; times and memory are those of the run's
machine. Exit code: 0 something is recommended, 1 nothing keeps to the constraints, 2 wrong command line or folder.`;

export function addRecommend(program: Command, { out }: Environment, exit: (code: ExitCode) => void): void {
  program
    .command('recommend')
    .argument('[run]', 'folder of a run (default: the newest under runs)')
    .description('say which method to use, with reasons, given what is allowed')
    .optionsGroup('Constraints:')
    .option('--labels <n>', 'labelled items there are', whole('--labels', 0))
    .option(
      '--max-memory <size>',
      'peak memory of serving, above the idle process',
      parseSize('--max-memory'),
    )
    .option(
      '--max-train-memory <size>',
      'peak memory of training, above the idle process',
      parseSize('--max-train-memory'),
    )
    .option('--p50 <time>', 'median time of a single request', parseDuration('--p50'))
    .option('--p95 <time>', '95th percentile of a single request’s time', parseDuration('--p95'))
    .option('--first-token <time>', 'median time to the first token', parseDuration('--first-token'))
    .option('--max-artifact <size>', 'bytes to store for this task', parseSize('--max-artifact'))
    .option('--max-training <time>', 'time of one training', parseDuration('--max-training'))
    .option(
      '--requests <rate>',
      'requests to be answered; also what cost is reckoned for',
      parseRate('--requests'),
    )
    .option('--min-context <tokens>', 'tokens of context that must be left', whole('--min-context', 0))
    .option('--min-accuracy <percent>', 'test accuracy', share('--min-accuracy'))
    .option('--must-merge', 'what is learned must go into the weights')
    .option(
      '--margin <points>',
      'accuracy that a cheaper method may seem to lose where no test tells them apart (2)',
      points('--margin'),
    )
    .optionsGroup('Other:')
    .option('--task <name>', 'one task of a run with several')
    .option('--json <file>', 'write the recommendation as JSON too')
    .addHelpText('after', examples)
    .action((run: string | undefined, flags: RecommendFlags) => {
      const { task, json, ...given } = flags;
      const constraints: Constraints = { ...noConstraints, ...given };
      const dir = run ?? newestRun('runs');
      const rows = rowsOfRun(openRun(dir));
      const tasks = [...new Set(rows.map((row) => row.task))];
      if (task !== undefined && !tasks.includes(task)) throw unknownName('task', task, tasks, '--task');
      const found = recommend(
        rows.filter((row) => task === undefined || row.task === task),
        constraints,
      );
      const text = found
        .map((one) => recommendationText(one, constraints, found.length > 1).join('\n'))
        .join('\n\n');
      out.write(`${dir}\n\n${text}\n`);
      if (json !== undefined)
        writeFileSync(json, `${JSON.stringify(toJson(dir, constraints, found), null, 2)}\n`);
      exit(found.every((one) => recommended(one) !== null) ? 0 : 1);
    });
}

/** Percent, with or without the sign, to a share. */
const share =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text.replace(/\s*%$/, ''));
    if (value > 0 && value <= 100) return value / 100;
    throw new ConfigError(`${flag}: expected a percentage above 0 and up to 100, got "${text}"`);
  };

/** Percentage points, to a share. */
const points =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0 && value <= 100) return value / 100;
    throw new ConfigError(`${flag}: expected points from 0 to 100, got "${text}"`);
  };

/** Default folders begin with the time. */
function newestRun(under: string): string {
  const runs = existsSync(under)
    ? readdirSync(under).filter((name) => existsSync(filesOf(path.join(under, name)).manifest))
    : [];
  const newest = runs.toSorted().at(-1);
  if (newest === undefined)
    throw new ConfigError(
      `recommend: there is no run under ${under}/. Start one with pnpm bench, or name a folder.`,
    );
  return path.join(under, newest);
}
