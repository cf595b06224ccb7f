/** The programs of a patched model, each compiled when it is first needed. */
import {
  type Engine,
  type Node,
  type Program,
  type ResidentExecutable,
  concat,
  f32,
  gather,
  i32,
  input,
  linear,
  logSoftmax,
  mulDims,
  program,
  reshape,
  residentOf,
  sizeOf,
} from '@adaptbench/graph';
import type { Pool } from '../contracts/language-model.ts';
import type { Patch } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { selectRows } from './device-cache.ts';
import { type PatchedForward, patchedForward } from './forward.ts';

/** The program that scores: log-probabilities of chosen (position, token) pairs, `picked` [N] → `logProbs` [N]. */
export function scoreProgram(model: LoadedModel, patch: Patch, shared = true): Program {
  const forward = patchedForward(model.architecture, patch, { shared });
  return program({ logProbs: picked(forward.logits) });
}

/**
 * The program that reads branches of texts whose tokens before it has read, in blocks that do not see each other. Gives `hidden` at
 * `scored` [B·S, D], from above `bounds` [Q] of the log-probabilities of `picked`, which are pairs (position, index into the tokens
 * `among`), and the keys and values.
 */
function branchProgram(model: LoadedModel, patch: Patch): Program {
  const { hidden, vocabulary, present } = patchedForward(model.architecture, patch, {
    shared: true,
    cache: true,
    blocks: true,
  });
  const [B, S, D] = hidden.type.shape;
  const rows = reshape(hidden, [mulDims(B!, S!), D!]);
  const some = gather(vocabulary, input('among', i32('M')));
  const bounds = picked(linear(rows, some, null, 'oi'), 'Q');
  return program({ hidden: rows, bounds, ...keysAndValues(present) });
}

/** The program that weighs: log-probabilities of `picked` (row, token) pairs from rows `hidden` [R, D] that another gave. */
function weighProgram(model: LoadedModel, patch: Patch): Program {
  const { vocabulary } = patchedForward(model.architecture, patch);
  const hidden = input('hidden', f32('R', model.architecture.shape.d));
  return program({ logProbs: picked(linear(hidden, vocabulary, null, 'oi')) });
}

/**
 * The program that continues: logits at `scored` and the keys and values of the tokens read. `shared`: after a beginning that all rows
 * have in common; without it a step has 8 nodes a layer fewer. `grows`: gives the cache with those tokens behind it too.
 */
export function continueProgram(model: LoadedModel, patch: Patch, shared: boolean, grows = false): Program {
  const { logits, present, cache } = patchedForward(model.architecture, patch, { shared, cache: true });
  return program({
    logits,
    ...keysAndValues(present),
    ...Object.fromEntries(
      present.flatMap(({ k, v }, i) =>
        grows
          ? [
              [`cache.${i}.k`, concat([cache[i]!.k, k], 2)],
              [`cache.${i}.v`, concat([cache[i]!.v, v], 2)],
            ]
          : [],
      ),
    ),
  });
}

/** logits [.., V] → log-probabilities [N], at the places that `picked` names. */
const picked = (logits: Node, N = 'N'): Node =>
  gather(reshape(logSoftmax(logits), [sizeOf(logits.type.shape)]), input('picked', i32(N)));

const keysAndValues = (present: PatchedForward['present']): Record<string, Node> =>
  Object.fromEntries(
    present.flatMap(({ k, v }, i) => [
      [`present.${i}.k`, k],
      [`present.${i}.v`, v],
    ]),
  );

/** The program that embeds: hidden states pooled at `scored`, without the product by the vocabulary. Only the last may stand behind a past. */
export function embedProgram(
  model: LoadedModel,
  patch: Patch,
  pool: Pool,
  shared = pool === 'last',
): Program {
  const { hidden } = patchedForward(model.architecture, patch, { shared, pool });
  return program({ hidden });
}

export interface Compiled {
  readonly program: Program;
  readonly executable: ResidentExecutable;
}

/** `shared`: whether there is a beginning that all rows have in common. */
export interface Programs {
  scorer(shared: boolean): Promise<Compiled>;
  /** Read branches, and weigh some of what was read. What they give is in the processor's memory; null where the engine's is on a device. */
  readonly contest: { brancher(): Promise<Compiled>; weigher(): Promise<Compiled> } | null;
  /** `shared`: see `continueProgram`. */
  continuer(shared: boolean): Promise<Compiled>;
  /** Reads a beginning: the continuer does, where it is compiled. `shared`: the continuer that is needed behind it. */
  reader(shared?: boolean): Promise<Compiled>;
  embedder(pool: Pool, shared: boolean): Promise<Compiled>;
  /** See `selectRows`. */
  selector(): Promise<ResidentExecutable>;
  dispose(): Promise<void>;
}

/** Keys and values stay where they were computed. */
const stays = (output: string): boolean => /^(?:present|cache)\./.test(output);

/** `prefer`: whether the continuer may hold a private copy of the weights. */
export function programsOf(
  model: LoadedModel,
  engine: Engine,
  patch: Patch,
  prefer: 'speed' | 'memory',
): Programs {
  const resident = residentOf(engine);
  // In the processor's memory, one program does for beginnings of any length, none too, and a cache grows in place. onnxruntime's WebGPU dies of a product over nothing.
  const apart = engine.resident !== undefined;
  const compiled = new Map<string, Promise<Compiled>>();
  const compile = (
    key: string,
    p: () => Program,
    how: 'speed' | 'memory',
    kept: (output: string) => boolean = stays,
  ): Promise<Compiled> => {
    const made = compiled.get(key) ?? compileNow(p(), how, kept);
    compiled.set(key, made);
    return made;
  };
  const compileNow = async (
    p: Program,
    how: 'speed' | 'memory',
    kept: (output: string) => boolean,
  ): Promise<Compiled> => ({
    program: p,
    executable: await resident.compile(p, { frozen: (name) => model.frozen(name), prefer: how }, kept),
  });
  const continuer = (shared: boolean): Promise<Compiled> =>
    compile(shared ? 'next shared' : 'next', () => continueProgram(model, patch, shared, apart), prefer);
  return {
    // Many tokens at once are no faster with a private copy of the weights (measured: 30.4 and 30.6 items/s); one row is, by a quarter.
    scorer(shared) {
      const follows = shared || !apart;
      return compile(follows ? 'score' : 'score alone', () => scoreProgram(model, patch, follows), 'memory');
    },
    contest: apart
      ? null
      : {
          brancher: () =>
            compile(
              'branch',
              () => branchProgram(model, patch),
              'memory',
              () => false,
            ),
          weigher: () => compile('weigh', () => weighProgram(model, patch), 'memory'),
        },
    continuer,
    reader(shared = false) {
      if (shared && !apart) return continuer(true);
      return (
        compiled.get('next') ?? compile('read', () => continueProgram(model, patch, false, apart), 'memory')
      );
    },
    embedder(pool, shared) {
      const follows = pool === 'last' && (shared || !apart);
      const key = follows ? `embed ${pool}` : `embed ${pool} alone`;
      return compile(key, () => embedProgram(model, patch, pool, follows), 'memory');
    },
    selector: async () =>
      (await compile('select', () => selectRows(model.architecture.shape), 'memory')).executable,
    async dispose() {
      const all = [...compiled.values()];
      compiled.clear();
      for (const c of all) await (await c).executable.dispose();
    },
  };
}
