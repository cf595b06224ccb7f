/**
 * A head on a patch: the patch does what it did, and the answer comes from the head. The patch then trains what the hidden states depend on;
 * a vocabulary's head of its own stays as it is.
 */
import { f32, i32, input, program } from '@adaptbench/graph';
import { ConfigError } from '../basics/errors.ts';
import { virtualToken } from '../ask/encode.ts';
import type { Architecture } from '../contracts/architecture.ts';
import { type Head, type Patch, hasTrainables } from '../contracts/method.ts';
import type { Prompt } from '../contracts/prompt.ts';
import type { ClassificationTask, Task } from '../contracts/task.ts';
import { plainFormat } from '../files/plain-format.ts';
import { identityHooks } from '../contracts/site.ts';

/** `patch` with the head; `noPatch` for a head alone. */
export function withHead(patch: Patch, head: Head, a: Architecture): Patch {
  const { unfreezes, stored, merge } = patch;
  const own = new Set(head.params.map((p) => p.name));
  const read = readByHidden(a);
  return {
    ...patch,
    head,
    merge: merge === null ? null : (state) => merge(new Map([...state].filter(([name]) => !own.has(name)))),
    artifact: head.artifact(patch.artifact ?? (hasTrainables(patch) ? plainFormat : null)),
    ...(unfreezes ? { unfreezes: (w) => read.has(w.name) && unfreezes(w) } : {}),
    ...(stored ? { stored: { ...stored, patch: withHead(stored.patch, head, a) } } : {}),
  };
}

/** The checkpoint tensors that hidden states depend on. */
function readByHidden(a: Architecture): ReadonlySet<string> {
  const shapes = new Map(a.weights.map((w) => [w.name, w.shape]));
  const { hidden } = a.forward(
    {
      ids: input('ids', i32('B', 'T')),
      positions: input('positions', i32('B', 'T')),
      mask: input('mask', f32('B', 'T', 'T')),
      past: [],
      scored: null,
    },
    (name) => input(name, f32(...shapes.get(name)!), 'frozen'),
    identityHooks,
  );
  return new Set(program({ hidden }).inputs.keys());
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
