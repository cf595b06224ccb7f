/** The programs of a patched model, each compiled when it is first needed. */
import {
  type Engine,
  type Executable,
  type Program,
  gather,
  i32,
  input,
  logSoftmax,
  program,
  reshape,
  sizeOf,
} from '@adaptbench/graph';
import type { Pool } from '../contracts/language-model.ts';
import type { Patch } from '../contracts/method.ts';
import type { LoadedModel } from '../contracts/model.ts';
import { patchedForward } from './forward.ts';

/** The program that scores: log-probabilities of chosen (position, token) pairs, `picked` [N] → `logProbs` [N]. */
export function scoreProgram(model: LoadedModel, patch: Patch): Program {
  const forward = patchedForward(model.architecture, patch, { shared: true });
  const flat = reshape(logSoftmax(forward.logits), [sizeOf(forward.logits.type.shape)]);
  return program({ logProbs: gather(flat, input('picked', i32('N'))) });
}

/**
 * The program that continues: logits at `scored` and the keys and values of the tokens read. `shared`: after a beginning that all rows
 * have in common; without it a step has 8 nodes a layer fewer.
 */
export function continueProgram(model: LoadedModel, patch: Patch, shared: boolean): Program {
  const { logits, present } = patchedForward(model.architecture, patch, { shared, cache: true });
  return program({
    logits,
    ...Object.fromEntries(
      present.flatMap(({ k, v }, i) => [
        [`present.${i}.k`, k],
        [`present.${i}.v`, v],
      ]),
    ),
  });
}

/** The program that embeds: hidden states pooled at `scored`, without the product by the vocabulary. Only the last may stand behind a past. */
export function embedProgram(model: LoadedModel, patch: Patch, pool: Pool): Program {
  const { hidden } = patchedForward(model.architecture, patch, { shared: pool === 'last', pool });
  return program({ hidden });
}

export interface Compiled {
  readonly program: Program;
  readonly executable: Executable;
}

export interface Programs {
  scorer(): Promise<Compiled>;
  /** `shared`: see `continueProgram`. */
  continuer(shared: boolean): Promise<Compiled>;
  /** Reads a beginning: the continuer does, where it is compiled. */
  reader(): Promise<Compiled>;
  embedder(pool: Pool): Promise<Compiled>;
  dispose(): Promise<void>;
}

/** `prefer`: whether the continuer may hold a private copy of the weights. */
export function programsOf(
  model: LoadedModel,
  engine: Engine,
  patch: Patch,
  prefer: 'speed' | 'memory',
): Programs {
  let compiled: Partial<Record<'score' | 'read' | 'next' | 'nextShared' | Pool, Promise<Compiled>>> = {};
  const compile = async (p: Program, how: 'speed' | 'memory'): Promise<Compiled> => ({
    program: p,
    executable: await engine.compile(p, { frozen: (name) => model.frozen(name), prefer: how }),
  });
  return {
    // Many tokens at once are no faster with a private copy of the weights (measured: 30.4 and 30.6 items/s); one row is, by a quarter.
    scorer: () => (compiled.score ??= compile(scoreProgram(model, patch), 'memory')),
    continuer: (shared) =>
      (compiled[shared ? 'nextShared' : 'next'] ??= compile(continueProgram(model, patch, shared), prefer)),
    reader: () =>
      compiled.next ?? (compiled.read ??= compile(continueProgram(model, patch, false), 'memory')),
    embedder: (pool) => (compiled[pool] ??= compile(embedProgram(model, patch, pool), 'memory')),
    async dispose() {
      const all = Object.values(compiled);
      compiled = {};
      for (const c of all) await (await c).executable.dispose();
    },
  };
}
