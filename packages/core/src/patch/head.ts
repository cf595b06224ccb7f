/**
 * A head on a patch: the patch does what it did, and the answer comes from the head. The patch then trains what the hidden states depend on;
 * a vocabulary's head of its own stays as it is.
 */
import { program } from '@adaptbench/graph';
import { ConfigError } from '../basics/errors.ts';
import { virtualToken } from '../ask/encode.ts';
import type { Architecture } from '../contracts/architecture.ts';
import { type Head, type Patch, hasTrainables } from '../contracts/method.ts';
import type { Prompt } from '../contracts/prompt.ts';
import type { ClassificationTask, Task } from '../contracts/task.ts';
import { plainFormat } from '../files/plain-format.ts';
import { patchedForward } from '../run/forward.ts';
import { noPatch } from './no-patch.ts';

/** `patch` with the head; `noPatch` for a head alone. */
export function withHead(patch: Patch, head: Head, a: Architecture): Patch {
  const { unfreezes, stored, merge } = patch;
  const own = new Set(head.params.map((p) => p.name));
  const read = unfreezes ? program({ hidden: patchedForward(a, noPatch).hidden }).inputs : null;
  return {
    ...patch,
    head,
    merge: merge === null ? null : (state) => merge(new Map([...state].filter(([name]) => !own.has(name)))),
    artifact: head.artifact(patch.artifact ?? (hasTrainables(patch) ? plainFormat : null)),
    ...(unfreezes ? { unfreezes: (w) => read!.has(w.name) && unfreezes(w) } : {}),
    ...(stored ? { stored: { ...stored, patch: withHead(stored.patch, head, a) } } : {}),
  };
}

/** A prompt that is answered with a head's labels: each stands in the template as its virtual token. */
export const headed = (prompt: Prompt, method: string): Prompt => ({
  ...prompt,
  bind: (context) => prompt.bind({ ...context, task: withVirtualWords(context.task, method) }),
});

/** @throws ConfigError where the task is no classification */
function withVirtualWords(task: Task, method: string): ClassificationTask {
  if (task.kind !== 'classification')
    throw new ConfigError(
      `${method}: ${task.name} asks for a text: expected a task with labels, which a head tells apart. Leave out the head.`,
    );
  const verbalizer = Object.fromEntries(task.labels.map((label, k) => [label, [virtualToken(k)] as const]));
  const [first, ...rest] = task.templates;
  return {
    ...task,
    templates: [{ ...first, verbalizer }, ...rest.map((template) => ({ ...template, verbalizer }))],
  };
}
