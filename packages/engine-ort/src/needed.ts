/** Which nodes of a model are read by what is wanted of it. */
import type { NodeProto } from './proto.ts';

/** The nodes that `values` need, in order; nothing is needed for what is `given`. */
export function needed(
  nodes: readonly NodeProto[],
  values: readonly string[],
  given: ReadonlySet<string>,
): NodeProto[] {
  const wanted = new Set(values);
  return nodes
    .toReversed()
    .filter(({ input, output }) => {
      if (!output.some((y) => wanted.has(y) && !given.has(y))) return false;
      for (const x of input) wanted.add(x);
      return true;
    })
    .toReversed();
}
