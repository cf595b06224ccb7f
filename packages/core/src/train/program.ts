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
import { type Pack, type Unit, joined, membersOf, packInput } from './packs.ts';

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
  /** Of what is trained, in its order, and of the packs. */
  readonly gradients: readonly Node[];
  /** Tensors that stand together in all three. */
  readonly packs: readonly Pack[];
  readonly dropouts: readonly { readonly name: string; readonly rate: number; readonly type: Type }[];
}

export interface StepOptions extends AdamWOptions {
  /** Largest global gradient norm; null: gradients are never clipped. */
  readonly maxGradientNorm: number | null;
  /** None unless told. */
  readonly packs?: readonly Pack[];
}

export function trainPrograms(
  a: Architecture,
  patch: Patch,
  trained: readonly Trained[],
  o: StepOptions,
): TrainPrograms {
  const packs = o.packs ?? [];
  const wholes = packs.map(packInput);
  const held = new Map(packs.flatMap((pack, i) => membersOf(pack, wholes[i]!)));
  const forward = patchedForward(a, patch, { training: true, held });
  const loss = crossEntropy(forward.logits, input('targets', i32('B', 'S')), input('weights', f32('B', 'S')));
  const slopes = grad(
    loss,
    trained.map((t) => forward.trained(t.input)),
  );
  const slopeOf = new Map(
    trained.map((t, i) => {
      const g = slopes[i];
      if (!g) throw new Error(`internal: the loss does not depend on "${t.name}"`);
      return [t.input, g] as const;
    }),
  );
  const single = trained.filter((t) => !held.has(t.input));
  const units: readonly Unit[] = [...packs.map((pack) => ({ ...pack, shape: [pack.size] })), ...single];
  const params = [...wholes, ...single.map((t) => forward.trained(t.input))];
  const gradients = [
    ...packs.map((pack) => joined(pack, (name) => slopeOf.get(name)!)),
    ...single.map((t) => slopeOf.get(t.input)!),
  ];
  const sums = units.map((u) => input(`sum.${u.input}`, f32(...u.shape), 'state'));
  return {
    step: program({ loss, ...updateOutputs(units, params, gradients, o) }),
    accumulate: program({
      loss,
      ...Object.fromEntries(sums.map((s, i) => [`sum.${units[i]!.input}`, add(s, gradients[i]!)])),
    }),
    update: program(
      updateOutputs(
        units,
        units.map((u) => input(u.input, f32(...u.shape), 'param')),
        sums,
        o,
      ),
    ),
    gradients: [...slopeOf.values(), ...gradients.slice(0, packs.length)],
    packs,
    dropouts: forward.dropouts.map(({ name, rate, keep }) => ({ name, rate, type: keep.type })),
  };
}

/** Next parameters and moments, under the names of the inputs they replace, and the gradient norm before clipping. */
function updateOutputs(
  units: readonly Unit[],
  params: readonly Node[],
  gradients: readonly Node[],
  o: StepOptions,
): Record<string, Node> {
  const { factor, norm } = clip(gradients, o.maxGradientNorm);
  const slots = units.map((t, i) => ({
    param: params[i]!,
    grad: gradients[i]!,
    m: input(`m.${t.input}`, f32(...t.shape), 'state'),
    v: input(`v.${t.input}`, f32(...t.shape), 'state'),
    weightDecay: t.weightDecay,
    rate: t.rate,
  }));
  const updated = adamW(
    slots,
    { learningRate: input('learningRate', f32()), step: input('step', f32()), factor },
    o,
  );
  return {
    gradientNorm: norm,
    ...Object.fromEntries(
      updated.flatMap((u, i) => {
        const { input: name } = units[i]!;
        return [
          [name, u.param],
          [`m.${name}`, u.m],
          [`v.${name}`, u.v],
        ];
      }),
    ),
  };
}
