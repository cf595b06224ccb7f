/** What a run is made of before anything runs: its trials, the stages in which they come, and this machine's share of them. */
import { ConfigError } from '@adaptbench/core';
import { dataNotes } from '@adaptbench/report';
import {
  type BenchConfig,
  type EngineChoice,
  type JsonObject,
  type Shard,
  type TrialRecord,
  type TrialSpec,
  count,
  shardText,
  taskKey,
} from '@adaptbench/results';
import { demandOf } from '../choose/demand.ts';
import { type Named, checkEngine } from '../engines.ts';
import { expand, modelOf, tasksOf } from '../plan/expand.ts';
import { type Stage, searchNotes, stages } from '../plan/search/stages.ts';
import { shardOf } from '../plan/shard.ts';
import type { CheckedTask } from '../tasks.ts';
import { choiceOfShard, engineStart } from './engine-of-run.ts';
import type { Environment } from './environment.ts';
import { trialNames } from './trial-names.ts';

export interface RunPlan {
  /** The whole sweep, of all shards. */
  readonly specs: readonly TrialSpec[];
  /** The stages that can be known from `records`; the last of them is the one to run. */
  stages(records: readonly TrialRecord[]): readonly Stage[];
  /** What a trial's data are, a line each. */
  readonly described: (spec: TrialSpec) => readonly string[];
  /** Trials on data of the user's own. */
  readonly onOwnData: readonly TrialSpec[];
  /** The trials of a stage that run here. */
  here(specs: readonly TrialSpec[]): readonly TrialSpec[];
  /** How engine and device came about; null where nothing was left to choose. */
  readonly choice: EngineChoice | null;
  /** A trial's name for people. */
  readonly name: (spec: TrialSpec) => string;
}

interface Asked {
  readonly bench: BenchConfig;
  /** null: all trials run here. */
  readonly shard: Shard | null;
  /** Of the run that goes on. */
  readonly kept: Named | null;
  /** false: nothing will run, so no engine is measured. */
  readonly runs: boolean;
}

/** The trials that a configuration asks for. Reads their data once, and says what was decided about them. */
export async function planOf(env: Environment, { bench, shard, kept, runs }: Asked): Promise<RunPlan> {
  const searched = bench.search === true;
  if (searched && bench.budget !== undefined)
    throw new ConfigError(
      `--budget ${bench.budget}: a sweep that is searched takes what its trials leave over. Leave out one of the two.`,
    );
  if (searched && shard !== null)
    throw new ConfigError(
      `--shard ${shardText(shard)}: a sweep that is searched goes by all of its results. Leave out one of the two.`,
    );
  const inputs = tasksOf(bench).map(({ input }) => input);
  const checked = await framed(env, bench, await checkTasks(env, inputs));
  const byTask = new Map(checked.map((task) => [taskKey({ task: task.spec }), task]));
  const taskOf = (spec: TrialSpec): CheckedTask => {
    const found = byTask.get(taskKey(spec));
    if (found === undefined) throw new Error('internal: a task was not checked');
    return found;
  };
  const { first, open } = engineStart(bench, kept);
  const unchosen = expand({ ...bench, ...first }, env.methods, checked);
  const choose = async (): Promise<EngineChoice | null> => {
    if (open === null || !runs) return null;
    if (shard !== null) return choiceOfShard(first, shard);
    const [{ model, threads }] = unchosen as [TrialSpec];
    const run = { model, threads, called: count(unchosen.length, 'trial') };
    return (await env.choose?.(open, run, demandOf(unchosen, taskOf))) ?? null;
  };
  const choice = await choose();
  const specs = choice === null ? unchosen : unchosen.map((spec) => withEngine(spec, choice));
  if (searched) for (const note of searchNotes(specs)) env.err.write(`${note}\n`);
  return {
    specs,
    described: (spec) => taskOf(spec).description,
    onOwnData: specs.filter((spec) => taskOf(spec).ownData),
    stages: (records) =>
      searched ? stages(specs, records, (spec) => taskOf(spec).sizes) : inOneStage(specs),
    choice,
    here: (list) => (shard === null ? list : shardOf(list, shard)),
    name: trialNames(specs, Object.keys(bench.set ?? {})),
  };
}

const withEngine = (spec: TrialSpec, { engine, device }: Named): TrialSpec => ({ ...spec, engine, device });

/** Conversations are framed by the model's chat template where it has one and nothing else is asked for. */
async function framed(
  env: Environment,
  bench: BenchConfig,
  tasks: readonly CheckedTask[],
): Promise<readonly CheckedTask[]> {
  if (bench.chat !== undefined || !tasks.some(({ chat }) => chat)) return tasks;
  if ((await env.hasChat?.(modelOf(bench))) === true) return tasks;
  env.err.write(
    `${bench.model} has no chat template: conversations are written as plain text, each turn after its role.\n`,
  );
  return tasks.map((task) => ({ ...task, chat: false }));
}

/** The same trials again: those of an earlier run, with the names that it gave them. */
export async function repeatedPlan(
  env: Environment,
  bench: BenchConfig,
  specs: readonly TrialSpec[],
): Promise<RunPlan> {
  specs.forEach(checkEngine);
  const tasks = new Map(specs.map((spec) => [taskKey(spec), spec.task]));
  await checkTasks(env, [...tasks.values()]);
  return {
    specs,
    described: () => [],
    // What they see was shown before the first time.
    onOwnData: [],
    stages: () => inOneStage(specs),
    choice: null,
    here: (list) => list,
    name: trialNames(specs, Object.keys(bench.set ?? {})),
  };
}

/** The plan with these of its trials alone, in one stage. */
export const onlyOf = (plan: RunPlan, specs: readonly TrialSpec[]): RunPlan => ({
  ...plan,
  specs,
  stages: () => inOneStage(specs),
});

const inOneStage = (specs: readonly TrialSpec[]): readonly Stage[] => [{ specs, last: true, name: '' }];

async function checkTasks(env: Environment, inputs: readonly JsonObject[]): Promise<readonly CheckedTask[]> {
  const checked = await Promise.all(inputs.map((input) => env.tasks.check(input)));
  const notes = dataNotes(checked);
  if (notes !== '') env.err.write(notes);
  return checked;
}
