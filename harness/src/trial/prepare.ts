/** What both phases of a trial need: the model, the engine, the data, and the method applied to them. */
import {
  type BoundPrompt,
  type LoadedModel,
  type Patch,
  type PromptContext,
  type RememberingTokenizer,
  type Splits,
  applyMethod,
  chatForm,
  endingTurns,
  fits,
  remembering,
} from '@adaptbench/core';
import type { Engine } from '@adaptbench/graph';
import { loadModel } from '@adaptbench/models';
import { loadTask, parseTaskSpec } from '@adaptbench/tasks';
import { engineOf } from '../engines.ts';
import { findMethod } from '../find-method.ts';
import { methods } from '../methods.ts';
import { withAnswerRoom } from './new-tokens.ts';
import type { Opening, TrialData } from './opened.ts';
import { checkPrecision } from './precision.ts';
import type { ModelSpec, TrialSpec } from '@adaptbench/results';

export interface Prepared extends TrialData {
  readonly model: LoadedModel;
  /** The model's, which tokenises a text once in a phase. */
  readonly tokenizer: RememberingTokenizer;
  readonly engine: Engine;
  /** As `dataHash`, of the other tasks whose training items the prompt draws on, by name as configured. */
  readonly otherHashes: Readonly<Record<string, string>>;
  readonly patch: Patch;
  readonly prompt: BoundPrompt;
}

/** Opens the model as a trial says. */
export function openModel(
  { reference, tokenizer, offline, ...named }: ModelSpec,
  more: { readonly tryTokenizer?: boolean } = {},
): Promise<LoadedModel> {
  const revision = named.pinned ?? named.revision;
  return loadModel(reference, {
    ...(revision === undefined ? {} : { revision }),
    ...(tokenizer === undefined ? {} : { tokenizer }),
    ...(offline === undefined ? {} : { offline }),
    ...more,
  });
}

/** Opens the model for it. Throws LoadError. */
export const hasChatTemplate = async (model: ModelSpec): Promise<boolean> =>
  (await openModel(model, { tryTokenizer: true })).tokenizer.chat !== null;

/**
 * Finds out before the first trial what would make all of them fail: the model is opened (and converted to float32 where it must be,
 * once), the engine's device tried. Gives the engine's version. Throws LoadError, EngineError or ConfigError.
 */
export async function preflight(spec: TrialSpec): Promise<string> {
  const model = await openModel(spec.model, { tryTokenizer: true });
  // A template is read when it is first asked for.
  if (spec.chat) chatForm(model.tokenizer, model.reference).frame('Hello.');
  // A device may lack its driver.
  return (await engineOf(spec)).version;
}

/**
 * Throws ConfigError where the specification cannot work, LoadError where a file is not what it should be. `engine` takes the place of
 * the one that the trial names; `opening` knows what was opened before.
 */
export async function prepare(
  spec: TrialSpec,
  { engine: otherEngine, opening = afresh }: { readonly engine?: Engine; readonly opening?: Opening } = {},
): Promise<Prepared> {
  const method = findMethod(methods, spec.method);
  if (fits(method)) throw new Error(`internal: ${spec.method} asks no model: see fitted.ts`);
  const opened = await opening.model(spec.model);
  const chat = spec.chat ? chatForm(opened.tokenizer, opened.reference) : null;
  const tokenizer = remembering(chat ? endingTurns(opened.tokenizer) : opened.tokenizer);
  const model = { ...opened, tokenizer };
  const { splits: all, training, dataHash, dataNotes, ...loaded } = await opening.data(spec);
  const splits = screened(all, spec);
  const { prompt, patch } = applyMethod(method, method.config.parse(spec.config), model, loaded.task);
  checkPrecision(spec, model.architecture, patch);
  const contextLength = model.architecture.shape.contextLength - patch.positions;
  const room = withAnswerRoom(loaded.task, spec.template, training, { tokenizer, contextLength });
  const { task } = room;
  const others = await loadOthers(spec, prompt.otherTasks ?? []);
  const bound = prompt.bind({
    task,
    template: spec.template,
    pool: splits.train,
    validation: splits.validation,
    others: others.map(({ task: other, pool }) => ({ task: other, pool })),
    seed: spec.seed,
    tokenizer,
    contextLength,
    ...(chat ?? { frame: (text: string) => text }),
  });
  const otherHashes = Object.fromEntries(others.map(({ name, hash }) => [name, hash]));
  const otherNotes = others.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`));
  const engine = otherEngine ?? (await (opening.engine?.(spec) ?? engineOf(spec)));
  return {
    model,
    tokenizer,
    engine,
    task,
    splits,
    training,
    dataHash,
    otherHashes,
    dataNotes: [...dataNotes, ...room.notes, ...otherNotes],
    patch,
    prompt: chat ? { ...bound, notes: () => [...bound.notes(), ...chat.notes()] } : bound,
  };
}

/** The harness has read the data before the first trial, within limits of time and memory; here another process would be measured as well. */
const readBefore = { bounded: false };

/** The same validation and test items for every seed; the training items are the seed's own draw. */
export async function loadSplits({
  task: asked,
  seed,
}: Pick<TrialSpec, 'task' | 'seed'>): Promise<TrialData> {
  const { notes, ...loaded } = await loadTask(parseTaskSpec(asked), 0, { ...readBefore, trainSeed: seed });
  return { ...loaded, dataNotes: notes };
}

/** Everything as it lies on the disk now. */
export const afresh: Opening = { model: (spec) => openModel(spec), data: loadSplits };

/**
 * A screening trial sees the first validation items, which are a fair sample, and no test item; the training split is whole, and its
 * steps are cut.
 */
export const screened = (splits: Splits, { screen }: TrialSpec): Splits =>
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
): Promise<
  (NonNullable<PromptContext['others']>[number] & { name: string; hash: string; notes: readonly string[] })[]
> =>
  Promise.all(
    names.map(async (text) => {
      const [name = '', ...data] = text.split('=');
      const asked = {
        name,
        ...(data.length === 0 ? {} : { data: data.join('=') }),
        ...(offline === undefined ? {} : { offline }),
      };
      const { task, splits, dataHash, notes } = await loadTask(parseTaskSpec(asked), 0);
      return { task, pool: splits.train, name: text, hash: dataHash, notes };
    }),
  );
