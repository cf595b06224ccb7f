/**
 * Patches that are trained in another form than they are stored and used in: an encoder makes the parameters of the stored patch out of
 * its own, and is dropped after training.
 */
import { type Engine, type Node, f32, input, program } from '@adaptbench/graph';
import type { Param, Patch, StoredForm, Tensors } from '../contracts/method.ts';

/** `stored`, with `values` of the trained `params` in place of its parameters. */
export const reparameterised = (
  stored: Patch,
  params: readonly Param[],
  values: StoredForm['values'],
): Patch => ({
  params,
  positions: stored.positions,
  hooks(param, dropout, weight) {
    const made = values(param, dropout);
    return stored.hooks(
      (name) => {
        const node = made[name];
        if (!node) throw new Error(`internal: the encoder makes no "${name}"`);
        return node;
      },
      dropout,
      weight,
    );
  },
  merge: null,
  artifact: null,
  stored: { patch: stored, values },
});

/** The patch that is stored and used after training: the patch itself, unless it says otherwise. */
export const storedPatch = (patch: Patch): Patch => patch.stored?.patch ?? patch;

/** A trained state as the stored patch's. */
export async function storedState(engine: Engine, patch: Patch, state: Tensors): Promise<Tensors> {
  if (!patch.stored) return state;
  const inputs = new Map<string, Node>();
  const param = (name: string): Node => {
    const known = inputs.get(name);
    if (known) return known;
    const made = input(name, f32(...state.get(name)!.shape), 'param');
    inputs.set(name, made);
    return made;
  };
  const p = program(patch.stored.values(param, (x) => x));
  const executable = await engine.compile(p, {
    frozen(name) {
      throw new Error(`internal: an encoder uses the checkpoint's "${name}"`);
    },
  });
  try {
    const feeds = Object.fromEntries([...p.inputs.keys()].map((name) => [name, state.get(name)!]));
    const out = await executable.run(feeds);
    return new Map([
      ...Object.entries(out).map(
        ([name, t]) => [name, { shape: t.shape, data: t.data as Float32Array }] as const,
      ),
      ...(patch.head?.params ?? []).map(({ name }) => [name, state.get(name)!] as const),
    ]);
  } finally {
    await executable.dispose();
  }
}
