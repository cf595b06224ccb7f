/** A training step as a program: forward, loss, backward, clipping, AdamW. B batch, T time, S scored positions a row. */
import {
  type AdamWOptions,
  type Node,
  type Program,
  type Type,
  adamW,
  add,
  clip,
  crossEntropy,
  f32,
  grad,
  i32,
  input,
  program,
} from '@adaptbench/graph';
import type { Architecture } from '../contracts/architecture.ts';
import type { Patch } from '../contracts/method.ts';
import { type Trainable, patchedForward } from '../run/forward.ts';

/** A trained tensor with its decoupled weight decay, per unit of learning rate. */
export interface Trained extends Trainable {
  readonly weightDecay: number;
}

export interface TrainPrograms {
  /** Forward, backward and update in one. */
  readonly step: Program;
  /** For gradient accumulation: adds this batch's gradients to `sum.<name>`; then one `update` from the sums. */
  readonly accumulate: Program;
  readonly update: Program;
  readonly gradients: readonly Node[];
  readonly dropouts: readonly { readonly name: string; readonly rate: number; readonly type: Type }[];
}

export interface StepOptions extends AdamWOptions {
  /** Largest global gradient norm; null: gradients are never clipped. */
  readonly maxGradientNorm: number | null;
}

export function trainPrograms(
  a: Architecture,
  patch: Patch,
  trained: readonly Trained[],
  o: StepOptions,
): TrainPrograms {
  const forward = patchedForward(a, patch, { training: true });
  const loss = crossEntropy(forward.logits, input('targets', i32('B', 'S')), input('weights', f32('B', 'S')));
  const params = trained.map((t) => forward.trained(t.input));
  const gradients = grad(loss, params).map((g, i) => {
    if (g === null) throw new Error(`internal: the loss does not depend on "${trained[i]!.name}"`);
    return g;
  });
  const named = (prefix: string, i: number, role: 'feed' | 'state'): Node =>
    input(`${prefix}.${trained[i]!.input}`, f32(...trained[i]!.shape), role);
  const sums = trained.map((_, i) => named('sum', i, 'state'));
  return {
    step: program({ loss, ...updateOutputs(trained, params, gradients, o) }),
    accumulate: program({
      loss,
      ...Object.fromEntries(sums.map((s, i) => [`sum.${trained[i]!.input}`, add(s, gradients[i]!)])),
    }),
    update: program(
      updateOutputs(
        trained,
        trained.map((t) => input(t.input, f32(...t.shape), 'param')),
        sums,
        o,
      ),
    ),
    gradients,
    dropouts: forward.dropouts.map(({ name, rate, keep }) => ({ name, rate, type: keep.type })),
  };
}

/** Next parameters and moments, under the names of the inputs they replace, and the gradient norm before clipping. */
function updateOutputs(
  trained: readonly Trained[],
  params: readonly Node[],
  gradients: readonly Node[],
  o: StepOptions,
): Record<string, Node> {
  const { grads, norm } = clip(gradients, o.maxGradientNorm);
  const slots = trained.map((t, i) => ({
    param: params[i]!,
    grad: grads[i]!,
    m: input(`m.${t.input}`, f32(...t.shape), 'state'),
    v: input(`v.${t.input}`, f32(...t.shape), 'state'),
    weightDecay: t.weightDecay,
    rate: t.rate,
  }));
  const updated = adamW(slots, input('learningRate', f32()), input('step', f32()), o);
  return {
    gradientNorm: norm,
    ...Object.fromEntries(
      updated.flatMap((u, i) => {
        const { input: name } = trained[i]!;
        return [
          [name, u.param],
          [`m.${name}`, u.m],
          [`v.${name}`, u.v],
        ];
      }),
    ),
  };
}
