/** What both phases of a trial need: the model, the engine, the data, and the method applied to them. */
import {
  type BoundPrompt,
  ConfigError,
  type LoadedModel,
  type Patch,
  type PromptContext,
  type Splits,
  type Task,
  type Tokenizer,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import type { Engine } from '@adaptbench/graph';
import { loadModel } from '@adaptbench/models';
import { arrange, classOf, loadTask, parseTaskSpec } from '@adaptbench/tasks';
import { findMethod } from '../find-method.ts';
import { methods } from '../methods.ts';
import type { ModelSpec, TrialSpec } from './spec.ts';

export interface Prepared {
  readonly model: LoadedModel;
  readonly engine: Engine;
  readonly task: Task;
  readonly splits: Splits;
  /** SHA-256 of the items of all splits. */
  readonly dataHash: string;
  /** As `dataHash`, of the other tasks whose training items the prompt draws on, by name as configured. */
  readonly otherHashes: Readonly<Record<string, string>>;
  /** What was decided about the data: encodings, splits cut here, duplicates left out. */
  readonly dataNotes: readonly string[];
  readonly patch: Patch;
  readonly prompt: BoundPrompt;
}

/** Opens the model as a trial says. */
function openModel({ reference, tokenizer, offline, ...named }: ModelSpec): Promise<LoadedModel> {
  const revision = named.pinned ?? named.revision;
  return loadModel(reference, {
    ...(revision === undefined ? {} : { revision }),
    ...(tokenizer === undefined ? {} : { tokenizer }),
    ...(offline === undefined ? {} : { offline }),
  });
}

/**
 * Finds out before the first trial what would make all of them fail: the model is opened (and converted to float32 where it must be,
 * once), the device tried. Throws LoadError, EngineError or ConfigError.
 */
export async function preflight(spec: TrialSpec): Promise<void> {
  const model = await openModel(spec.model);
  // A template is read when it is first asked for.
  if (spec.chat) chatFrame(model.tokenizer, model.reference)('Hello.');
  // A CPU is always there; other devices may lack a driver.
  if (spec.device !== 'cpu') await engineOf(spec);
}

/** Throws ConfigError where the specification cannot work, LoadError where a file is not what it should be. */
export async function prepare(spec: TrialSpec): Promise<Prepared> {
  const method = findMethod(methods, spec.method);
  const model = await openModel(spec.model);
  const { task, splits: all, dataHash, dataNotes } = await loadSplits(spec);
  const splits = screened(all, spec);
  const { prompt, patch } = method.apply(method.config.parse(spec.config), model.architecture.sites, model);
  const others = await loadOthers(spec, prompt.otherTasks ?? []);
  const bound = prompt.bind({
    task,
    template: spec.template,
    pool: splits.train,
    others: others.map(({ task: other, pool }) => ({ task: other, pool })),
    seed: spec.seed,
    tokenizer: model.tokenizer,
    contextLength: model.architecture.shape.contextLength - patch.positions,
    frame: spec.chat ? chatFrame(model.tokenizer, model.reference) : (text) => text,
  });
  const otherHashes = Object.fromEntries(others.map(({ name, hash }) => [name, hash]));
  const engine = await engineOf(spec);
  return { model, engine, task, splits, dataHash, otherHashes, dataNotes, patch, prompt: bound };
}

/** The same validation and test items for every seed; the training items are the seed's own draw. */
async function loadSplits({
  task: asked,
  seed,
}: TrialSpec): Promise<Pick<Prepared, 'task' | 'splits' | 'dataHash' | 'dataNotes'>> {
  const { train: size, ...rest } = parseTaskSpec(asked);
  const { task, splits, dataHash, notes } = await loadTask(rest, 0);
  if (size === undefined) return { task, splits, dataHash, dataNotes: notes };
  if (size > splits.train.length)
    throw new ConfigError(`--train ${size}: ${task.name} has ${splits.train.length} training items.`);
  const train = arrange(splits.train, classOf(task.kind), rest.sampling, seed, 'training items').slice(
    0,
    size,
  );
  return { task, splits: { ...splits, train }, dataHash, dataNotes: notes };
}

/** A screening trial sees the first validation items and no test item; the training split is whole, and its steps are cut. */
const screened = (splits: Splits, { screen }: TrialSpec): Splits =>
  screen === undefined
    ? splits
    : {
        ...splits,
        validation: splits.validation.slice(0, screen.items),
        test: [],
      };

/** Training items of other tasks, named `name` or `name=data`. */
const loadOthers = (
  { task: { offline } }: TrialSpec,
  names: readonly string[],
): Promise<(NonNullable<PromptContext['others']>[number] & { name: string; hash: string })[]> =>
  Promise.all(
    names.map(async (text) => {
      const [name = '', ...data] = text.split('=');
      const asked = {
        name,
        ...(data.length === 0 ? {} : { data: data.join('=') }),
        ...(offline === undefined ? {} : { offline }),
      };
      const { task, splits, dataHash } = await loadTask(parseTaskSpec(asked), 0);
      return { task, pool: splits.train, name: text, hash: dataHash };
    }),
  );

function engineOf({ device, threads }: TrialSpec): Promise<Engine> {
  return createOrtEngine({ device: device as 'cpu', ...(threads === null ? {} : { threads }) });
}

/** The prompt as a user's turn, and the beginning of the assistant's. */
function chatFrame({ chat }: Tokenizer, reference: string): (text: string) => string {
  if (!chat)
    throw new ConfigError(
      `--chat: ${reference} has no chat template. Leave the flag out or choose an instruction-tuned model.`,
    );
  return (text) => chat([{ role: 'user', content: text }], true);
}
