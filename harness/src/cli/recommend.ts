/** `pnpm bench recommend [RUN]`: which of the measured methods fits, given what is allowed, and why. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, unknownName } from '@adaptbench/core';
import {
  type Constraints,
  noConstraints,
  recommend,
  recommended,
  toJson,
  flagOf,
  limitedFigures,
  recommendationText,
  filesOf,
  openRun,
  rowsOfRun,
  searched,
  searchedText,
} from '@adaptbench/results';
import type { AddCommand } from './command.ts';
import { type Flag, type Flags, addFlags, given } from './flags.ts';

const examples = `
Examples:
  pnpm bench recommend
  pnpm bench recommend runs/20260131-142500-model-sst2 --labels 200 --max-memory 1GB --p95 80ms --max-artifact 5MB
  pnpm bench recommend --requests 1e5/day --must-merge --json recommendation.json

Sizes: kB, MB, GB (powers of ten), KiB, MiB, GiB (powers of two). Times: ms, s, min, h. Requests: /s, /min, /h, /day.
Configurations and methods are chosen on validation, methods by paired tests; test items only report. Times and memory are the run's
machine's. Exit code: 0 something is recommended, 1 nothing keeps to the constraints, 2 wrong command line or folder.`;

/** Percentage points, to a share. */
const points =
  (flag: string) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= 0 && value <= 100) return value / 100;
    throw new ConfigError(`${flag}: expected points from 0 to 100, got "${text}"`);
  };

/** Every limit that a figure may be asked to keep. */
const limitFlags: Flags = Object.fromEntries(
  limitedFigures.map(({ limit }): [string, Flag] => [
    limit.name,
    { flag: `${flagOf(limit)} ${limit.takes}`, help: limit.help, read: limit.read },
  ]),
);

const choiceFlags = {
  mustMerge: { flag: '--must-merge', help: 'what is learned must go into the weights' },
  margin: {
    flag: '--margin <points>',
    help: 'accuracy that a cheaper method may seem to lose where no test tells them apart (2)',
    read: points,
  },
} as const;

const otherFlags = {
  task: { flag: '--task <name>', help: 'one task of a run with several' },
  json: { flag: '--json <file>', help: 'write the recommendation as JSON too' },
} as const;

const addRecommend: AddCommand = (program, { out, methods }, exit) => {
  const command = program
    .command('recommend')
    .argument('[run]', 'folder of a run (default: the newest under runs)')
    .description('say which method to use, with reasons, given what is allowed')
    .addHelpText('after', examples)
    .action((run: string | undefined) => {
      const { task, json } = given(command, otherFlags);
      const constraints: Constraints = {
        ...noConstraints,
        ...given(command, limitFlags),
        ...given(command, choiceFlags),
      };
      const dir = run ?? newestRun('runs');
      const opened = openRun(dir);
      const rows = rowsOfRun(opened);
      const tasks = [...new Set(rows.map((row) => row.task))];
      if (task !== undefined && !tasks.includes(task)) throw unknownName('task', task, tasks, '--task');
      const found = recommend(
        rows.filter((row) => task === undefined || row.task === task),
        constraints,
      );
      const baselines = new Set(methods.flatMap((m) => (m.family === 'baseline' ? [m.name] : [])));
      const text = found
        .map((one) => recommendationText(one, constraints, found.length > 1, baselines).join('\n'))
        .join('\n\n');
      const letGo = searched(opened.manifest.plan, opened.records)
        .filter((one) => task === undefined || one.task === task)
        .map((one) => `${searchedText(one)}; screening.csv has each with its evidence.\n`);
      out.write(`${dir}\n\n${text}\n${letGo.length === 0 ? '' : `\n${letGo.join('')}`}`);
      if (json !== undefined)
        writeFileSync(json, `${JSON.stringify(toJson(dir, constraints, found), null, 2)}\n`);
      exit(found.every((one) => recommended(one) !== null) ? 0 : 1);
    });
  addFlags(command, { ...limitFlags, ...choiceFlags }, 'Constraints:');
  addFlags(command, otherFlags, 'Other:');
};
export default addRecommend;

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
