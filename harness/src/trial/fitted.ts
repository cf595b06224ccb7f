/** What the phases of a fitted method's trial need: the data, the method, and the model where the method asks for its hidden states. */
import {
  type FitContext,
  type FittedMethod,
  type LanguageModel,
  type LoadedModel,
  type PatchedModel,
  fits,
  noPatch,
  untuned,
} from '@adaptbench/core';
import type { TrialSpec } from '@adaptbench/results';
import { engineOf } from '../engines.ts';
import { findMethod } from '../find-method.ts';
import { methods } from '../methods.ts';
import type { Opening, TrialData } from './opened.ts';
import { afresh, screened } from './prepare.ts';

export interface PreparedFit extends TrialData {
  readonly method: FittedMethod<unknown>;
  readonly config: unknown;
  readonly context: FitContext;
  /** The model, where it has been asked for. */
  readonly opened: () => { readonly model: LoadedModel; readonly answering: PatchedModel } | null;
  readonly dispose: () => Promise<void>;
}

/** Throws as `prepare` does. */
export async function prepareFit(spec: TrialSpec, opening: Opening = afresh): Promise<PreparedFit> {
  const method = findMethod(methods, spec.method);
  if (!fits(method)) throw new Error(`internal: ${spec.method} is not fitted`);
  const data = await opening.data(spec);
  let opened: { readonly model: LoadedModel; readonly answering: PatchedModel } | null = null;
  let asked: Promise<LanguageModel> | null = null;
  const open = async (): Promise<LanguageModel> => {
    const model = await opening.model(spec.model);
    const answering = untuned({ model, engine: await engineOf(spec), patch: noPatch }).open();
    opened = { model, answering };
    return answering;
  };
  return {
    ...data,
    splits: screened(data.splits, spec),
    method,
    config: method.config.parse(spec.config),
    context: {
      task: data.task,
      template: spec.template,
      seed: spec.seed,
      model: () => (asked ??= open()),
    },
    opened: () => opened,
    dispose: async () => opened?.answering.dispose(),
  };
}
