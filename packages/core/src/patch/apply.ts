/** A method on a model: what it does to the model, and how items are asked. */
import { behind, surrounded } from '../ask/around.ts';
import { type AskingMethod, type Patch, tunes } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { noPatch } from './no-patch.ts';
import { plainPrompt } from '../ask/plain-prompt.ts';
import type { Prompt } from '../contracts/prompt.ts';
import type { Task } from '../contracts/task.ts';

export interface Applied {
  readonly prompt: Prompt;
  readonly patch: Patch;
}

/** `task`: for methods that need its labels. @throws ConfigError where the configuration cannot work on the model or for the task */
export function applyMethod<C>(method: AskingMethod<C>, config: C, model: LoadedModel, task?: Task): Applied {
  if (!tunes(method)) return { patch: noPatch, prompt: method.prompt(config) };
  const patch = method.patch(config, model, task);
  const asked = method.prompt?.(config) ?? plainPrompt;
  const prompt = 'bind' in asked ? asked : surrounded(plainPrompt, asked);
  return { patch, prompt: behind(prompt, patch.positions) };
}
