/** Log-probabilities themselves, where a search asks for them: a product with the whole vocabulary for each place, whose hidden state was kept. */
import { logitOf } from '../ask/encode.ts';
import type { Search, Step } from './contest.ts';
import type { Compiled } from './programs.ts';
import type { Row, Tree } from './rows.ts';
import type { Runner } from './runner.ts';

/** Places of a run at most, as each takes a vocabulary of logits: 25 MiB of 49,152. */
const PLACES = 128;

interface Weighed {
  readonly row: Row;
  readonly tree: Tree;
  readonly search: Search;
  readonly step: Step;
  /** By branch, −1 for the trunk's last token: the hidden state there, [D]. */
  readonly hidden: ReadonlyMap<number, Float32Array>;
}

/** Tells each search what its step asks. */
export async function weigh(
  runner: Runner,
  weigher: () => Promise<Compiled>,
  rows: readonly Weighed[],
): Promise<void> {
  const D = runner.model.architecture.shape.d;
  const states: Float32Array[] = [];
  /** By row and what it asks: (index into `states`, token). */
  const pairs = rows.map(({ row, tree, step, hidden }) => {
    const slots = new Map<number, number>();
    return step.asked.map(([i, j]): [number, number] => {
      const node = tree.paths[i]![j]!;
      let slot = slots.get(node);
      if (slot === undefined) slots.set(node, (slot = states.push(hidden.get(node)!) - 1));
      return [slot, row.continuations[i]!.tokens[j]!];
    });
  });
  const all = pairs.flat();
  const logProbs = new Float64Array(all.length);
  for (let from = 0; from < states.length; from += PLACES) {
    const some = states.slice(from, from + PLACES);
    const asked = [...all.keys()].filter((at) => all[at]![0] >= from && all[at]![0] < from + some.length);
    const data = new Float32Array(some.length * D);
    some.forEach((state, s) => data.set(state, s * D));
    const picked = asked.map((at) => (all[at]![0] - from) * runner.logits + logitOf(all[at]![1]));
    const { outputs } = await runner.run(await weigher(), {
      hidden: { shape: [some.length, D], data },
      picked: { shape: [picked.length], data: Int32Array.from(picked) },
    });
    asked.forEach((at, n) => (logProbs[at] = outputs['logProbs']!.data[n]!));
  }
  let at = 0;
  rows.forEach(({ search, step }) => search.take(logProbs.subarray(at, (at += step.asked.length))));
}
