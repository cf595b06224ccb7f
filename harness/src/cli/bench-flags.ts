/** All flags of `pnpm bench`, and how they become a configuration. */
import { ConfigError } from '@adaptbench/core';
import type { Command } from 'commander';
import type { BenchConfig, Shard, Json } from '@adaptbench/results';
import { parseSet } from '../plan/set-syntax.ts';
import { names, positive, repeated, seeds, shard, whole, wholes } from './parse.ts';
import { type PriceFlags, addPriceFlags, pricesOf } from './price-flags.ts';
import { type TaskFlags, addTaskFlags, taskOf } from './task-flags.ts';

/** As commander gives them. */
export interface BenchFlags extends TaskFlags, PriceFlags {
  readonly model?: string;
  readonly revision?: string;
  readonly tokenizer?: string;
  readonly offline?: true;
  readonly methods?: string[];
  readonly set?: string[];
  /** False with `--no-sweep`. */
  readonly sweep: boolean;
  readonly halving?: true;
  readonly chat?: true;
  readonly seeds?: number | number[];
  readonly train?: number | number[];
  readonly limit?: number;
  readonly limitValidation?: number;
  readonly limitTest?: number;
  readonly engine?: string;
  readonly device?: string;
  readonly threads?: number;
  readonly latency?: string;
  readonly timeout?: number;
  readonly out?: string;
  readonly config?: string;
  /** A folder, or true for that of `--out`. */
  readonly resume?: string | true;
  readonly retryFailed?: true;
  readonly dryRun?: true;
  readonly shard?: Shard;
  readonly quick?: true;
}

export function addBenchFlags(command: Command): Command {
  command
    .optionsGroup('Model:')
    .option('--model <reference>', 'folder, GGUF file, or hub repository (owner/name)')
    .option('--revision <name>', 'branch, tag or commit of a hub repository')
    .option('--tokenizer <reference>', 'folder or repository of the tokenizer, if not the model’s own')
    .option('--offline', 'use only files that are already here');
  addTaskFlags(command)
    .option(
      '--train <n|list>',
      'labelled items for exemplars and training together; several numbers (32,128,512) are tried each',
      wholes('--train', 0),
    )
    .option('--limit <n>', 'most validation items, and most test items', whole('--limit', 1))
    .option('--limit-validation <n>', 'validation items', whole('--limit-validation', 1))
    .option('--limit-test <n>', 'test items', whole('--limit-test', 1))
    .option('--chat', 'wrap prompts in the model’s chat template');
  command
    .optionsGroup('Methods and settings:')
    .option(
      '--methods <names>',
      'what to compare: icl,lora, or all (see `pnpm bench methods`)',
      names('--methods'),
    )
    .option(
      '--set <field=values>',
      'values to try: lora.rank=1,4,16, train.learningRate=1e-4,3e-4, lora.targetModules=[q_proj,v_proj]; may be repeated',
      repeated,
    )
    .option('--no-sweep', 'defaults, not its own sweep, for a method that --set does not name')
    .option(
      '--halving',
      'successive halving: screen all configurations with part of the training, run the best few whole (a quarter of the cost)',
    )
    .option('--seeds <n|list>', 'how many seeds (3: 0, 1, 2), or which (0,1,2; 7, for one)', seeds)
    .optionsGroup('Machine:')
    .option('--engine <name>', 'ort (onnxruntime)')
    .option('--device <name>', 'cpu (default), webgpu or cuda')
    .option('--threads <n>', 'threads inside an operation', whole('--threads', 1))
    .option(
      '--latency <which>',
      'trials whose single requests are timed: first-seed (default: one a configuration), all or none',
    )
    .option(
      '--timeout <seconds>',
      'a phase of a trial that takes longer counts as failed',
      positive('--timeout'),
    );
  return addPriceFlags(command)
    .optionsGroup('Run:')
    .option(
      '--quick',
      'the smallest run that has all families, on the embedded model unless another is named',
    )
    .option('--out <folder>', 'folder of the run (default runs/<time>-<model>-<task>)')
    .option('--config <file>', 'configuration (.ts, .js, .json); flags go before it')
    .option('--resume [folder]', 'go on with a run: alone, or with flags that extend it')
    .option('--retry-failed', 'with --resume: run failed trials again')
    .option(
      '--shard <i/n>',
      'run the i-th of n equal parts of the trials, e.g. on one of n machines; `bench merge` puts them together',
      shard,
    )
    .option('--dry-run', 'list the trials and stop')
    .optionsGroup('Other:');
}

/** `base` with whatever flags say on top. */
export function benchOf(flags: BenchFlags, base: Partial<BenchConfig>): Partial<BenchConfig> {
  const {
    config: _,
    resume: __,
    retryFailed: ___,
    dryRun: ____,
    quick: _____,
    shard: ______,
    set,
    sweep,
    ...rest
  } = flags;
  const { model, revision, tokenizer, offline, methods, halving, chat, seeds: which, ...more } = rest;
  const { train, limit, limitValidation, limitTest, engine, device, threads, latency, ...last } = more;
  const { timeout, out, pricePerHour, watts, pricePerKwh, ...task } = last;
  const plain = { model, revision, tokenizer, offline, methods, halving, chat, seeds: which, train, limit };
  const other = { limitValidation, limitTest, engine, device, threads, latency, timeout, out };
  const given = Object.entries({ ...plain, ...other }).filter(([, value]) => value !== undefined);
  const sets = { ...base.set, ...setOf(set ?? []) };
  return {
    ...base,
    ...(Object.fromEntries(given) as Partial<BenchConfig>),
    ...taskOf(task, base.task),
    ...pricesOf({ pricePerHour, watts, pricePerKwh }, base.prices),
    ...(Object.keys(sets).length === 0 ? {} : { set: sets }),
    ...(sweep ? {} : { sweep: false }),
  };
}

function setOf(texts: readonly string[]): Record<string, Json> {
  const out: Record<string, Json> = {};
  for (const text of texts) {
    const { key, values } = parseSet(text);
    if (key in out) throw new ConfigError(`--set ${key}: given twice; write all values after one =`);
    out[key] = values;
  }
  return out;
}
