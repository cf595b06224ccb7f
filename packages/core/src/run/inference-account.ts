/** What the runs of a model need in memory at once, in bytes: its programs' own lifetimes at the sizes that were met. */
import { type Env, type FeedValue, type Program, bindSymbols, memory, resolveShape } from '@adaptbench/graph';

export interface InferenceAccount {
  readonly weights: number;
  /** The patch's own tensors. */
  readonly patch: number;
  /** Everything else alive at the peak: inputs, intermediate values, logits. */
  readonly activations: number;
  /** Keys and values of a shared beginning and of the texts' tokens so far; a prefix's are the patch's. */
  readonly keyValues: number;
}

/** Inputs whose shapes hold all of a program's symbols (`forward.ts`, `programs.ts`). */
const SIZED = ['ids', 'scored', 'picked', 'among', 'hidden', 'shared.0.k', 'cache.0.k', 'cacheMask'];
const KEPT = /^(shared|cache)\./;

export function inferenceAccount(): {
  /** Takes note of a run's sizes. */
  readonly met: (program: Program, feeds: Readonly<Record<string, FeedValue>>) => void;
  /** Of the run that needs most; zeros where there was none. */
  readonly largest: () => InferenceAccount;
} {
  const sizes = new Map<Program, { readonly met: Set<string>; largest: readonly Env[] }>();
  return {
    met(program, feeds) {
      let of = sizes.get(program);
      if (!of) sizes.set(program, (of = { met: new Set<string>(), largest: [] }));
      const key = SIZED.map((name) => feeds[name]?.shape.join()).join(' ');
      if (of.met.has(key)) return;
      of.met.add(key);
      const env = bindSymbols(program, (name) => feeds[name]?.shape);
      if (of.largest.some((other) => isWithin(env, other))) return;
      of.largest = [...of.largest.filter((other) => !isWithin(other, env)), env];
    },
    largest() {
      const all = [...sizes].flatMap(([program, { largest }]) =>
        largest.map((env) => accountOf(program, env)),
      );
      const total = (a: InferenceAccount): number => a.weights + a.patch + a.activations + a.keyValues;
      return all.reduce((a, b) => (total(b) > total(a) ? b : a), {
        weights: 0,
        patch: 0,
        activations: 0,
        keyValues: 0,
      });
    },
  };
}

/** Whether no size is larger: such a run needs no more. */
const isWithin = (env: Env, other: Env): boolean =>
  Object.entries(env).every(([symbol, size]) => size <= (other[symbol] ?? -1));

function accountOf(program: Program, env: Env): InferenceAccount {
  const present = [...program.outputs].flatMap(([name, node]) =>
    /^(?:present|cache)\./.test(name) ? [node] : [],
  );
  // `memory` sets apart the nodes that it is told to.
  const { weights, trainable, gradients: presentAtPeak, activations } = memory(program, env, present);
  const kept = [...program.inputs.values()]
    .filter(({ name }) => KEPT.test(name))
    .reduce((sum, { type }) => sum + 4 * resolveShape(type.shape, env).reduce((a, b) => a * b, 1), 0);
  return { weights, patch: trainable, activations: activations - kept, keyValues: presentAtPeak + kept };
}
