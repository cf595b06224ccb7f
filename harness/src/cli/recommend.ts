/** `pnpm bench recommend [RUN]`: which of the measured methods fits, given what is allowed, and why. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, LoadError, unknownName } from '@adaptbench/core';
import { z } from 'zod';
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
  readManifest,
  readTrials,
  rowsOf,
} from '@adaptbench/results';
import type { AddCommand } from './command.ts';
import { type Flag, addFlags, given } from './flags.ts';

const examples = `
Examples:
  pnpm bench recommend
  pnpm bench recommend runs/20260131-142500-model-sst2 --labels 200 --max-memory 1GB --p95 80ms --max-artifact 5MB
  pnpm bench recommend --requests 1e5/day --must-merge --json recommendation.json

Sizes: kB, MB, GB (powers of ten), KiB, MiB, GiB (powers of two). Times: ms, s, min, h. Requests: /s, /min, /h, /day.
Configurations are chosen on validation, methods compared on test items by paired tests; times and memory are those of the run's
machine. Exit code: 0 something is recommended, 1 nothing keeps to the constraints, 2 wrong command line or folder.`;

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

const constraintFlags = {
  labels: { flag: '--labels <n>', help: 'labelled items there are', value: z.int().min(0) },
  maxMemory: {
    flag: '--max-memory <size>',
    help: 'peak memory of serving, above the idle process',
    read: parseSize,
  },
  maxTrainMemory: {
    flag: '--max-train-memory <size>',
    help: 'peak memory of training, above the idle process',
    read: parseSize,
  },
  p50: { flag: '--p50 <time>', help: 'median time of a single request', read: parseDuration },
  p95: {
    flag: '--p95 <time>',
    help: '95th percentile of a single request’s time',
    read: parseDuration,
  },
  firstToken: {
    flag: '--first-token <time>',
    help: 'median time to the first token',
    read: parseDuration,
  },
  maxArtifact: {
    flag: '--max-artifact <size>',
    help: 'bytes to store for this task',
    read: parseSize,
  },
  maxTraining: {
    flag: '--max-training <time>',
    help: 'time of one training',
    read: parseDuration,
  },
  requests: {
    flag: '--requests <rate>',
    help: 'requests to be answered; also what cost is reckoned for',
    read: parseRate,
  },
  minContext: {
    flag: '--min-context <tokens>',
    help: 'tokens of context that must be left',
    value: z.int().min(0),
  },
  minAccuracy: { flag: '--min-accuracy <percent>', help: 'test accuracy', read: share },
  mustMerge: { flag: '--must-merge', help: 'what is learned must go into the weights' },
  margin: {
    flag: '--margin <points>',
    help: 'accuracy that a cheaper method may seem to lose where no test tells them apart (2)',
    read: points,
  },
} as const satisfies { readonly [K in keyof Constraints]: Flag };

const otherFlags = {
  task: { flag: '--task <name>', help: 'one task of a run with several' },
  json: { flag: '--json <file>', help: 'write the recommendation as JSON too' },
} as const;

const addRecommend: AddCommand = (program, { out }, exit) => {
  const command = program
    .command('recommend')
    .argument('[run]', 'folder of a run (default: the newest under runs)')
    .description('say which method to use, with reasons, given what is allowed')
    .addHelpText('after', examples)
    .action((run: string | undefined) => {
      const { task, json } = given(command, otherFlags);
      const constraints: Constraints = { ...noConstraints, ...given(command, constraintFlags) };
      const dir = run ?? newestRun('runs');
      const files = filesOf(dir);
      const manifest = readManifest(files.manifest);
      if (manifest === null) throw new LoadError(`${dir}: holds no run (no manifest.json)`);
      const plan = manifest.plan.filter((spec) => spec.screen === undefined);
      const rows = rowsOf(plan, readTrials(files.trials), Object.keys(manifest.bench.set ?? {}));
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
  addFlags(command, constraintFlags, 'Constraints:');
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
