/** A patch's tensors as training begins. */
import { type Engine, type Node, type Program, type Tensor, floats, program } from '@adaptbench/graph';
import { type InitialSource, type Patch, type Tensors, paramsOf } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { noPatch } from '../patch/no-patch.ts';
import { random } from '../basics/random.ts';
import { patchedForward } from '../run/forward.ts';
import { scoreBatch } from '../run/rows.ts';

/** Parameters as they initialise themselves without a model's help, checkpoint tensors as they are. */
export const initialState = (model: LoadedModel, patch: Patch, seed: number): Tensors =>
  new Map([
    ...paramsOf(patch).map(
      (p) => [p.name, { shape: p.shape, data: p.init(random(seed, 'init', p.name)) }] as const,
    ),
    ...model.architecture.weights
      .filter((w) => patch.unfreezes?.(w))
      .map((w) => [w.name, { shape: w.shape, data: floats(model.frozen(w.name)) }] as const),
  ]);

export interface Start {
  readonly model: LoadedModel;
  readonly engine: Engine;
  readonly patch: Patch;
  readonly seed: number;
  readonly labelWords?: readonly string[];
}

/** `initialState`, and over it what the patch makes of the model. */
export async function startingState(start: Start): Promise<Tensors> {
  const { model, patch, seed } = start;
  const own = initialState(model, patch, seed);
  return patch.initialise ? new Map([...own, ...(await patch.initialise(initialSource(start)))]) : own;
}

function initialSource({ model, engine, seed, labelWords = [] }: Start): InitialSource {
  const { architecture, tokenizer } = model;
  const run = async (p: Program, ids: readonly number[]): Promise<Record<string, Tensor>> => {
    const { feeds } = scoreBatch([{ trunk: ids, continuations: [] }], 0, architecture.shape.vocabulary);
    const executable = await engine.compile(p, { frozen: (name) => model.frozen(name), prefer: 'memory' });
    try {
      return await executable.run(
        Object.fromEntries(Object.entries(feeds).filter(([name]) => p.inputs.has(name))),
      );
    } finally {
      await executable.dispose();
    }
  };
  return {
    tokenizer,
    labelWords,
    random: (name) => random(seed, 'initialise', name),
    async embeddings(ids) {
      const seen: Node[] = [];
      patchedForward(architecture, {
        ...noPatch,
        hooks: () => ({
          embeddings(_site, asked, lookUp) {
            seen.push(lookUp(asked));
            return seen[0]!;
          },
        }),
      });
      const { embeddings } = await run(program({ embeddings: seen[0]! }), ids);
      return { shape: [ids.length, architecture.shape.d], data: embeddings!.data };
    },
    async keyValues(ids) {
      const { present } = patchedForward(architecture, noPatch);
      const outputs = present.flatMap(({ k, v }, i) => [[`${i}.k`, k] as const, [`${i}.v`, v] as const]);
      const out = await run(program(Object.fromEntries(outputs)), ids);
      return present.map((_, i) => ({ k: out[`${i}.k`]!, v: out[`${i}.v`]! }));
    },
  };
}
