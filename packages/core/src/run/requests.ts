/** Requests on their way into batches: their tokens, whether they fit, and which go together. */
import type { EncodedPair } from '../ask/encode.ts';
import { ConfigError } from '../basics/errors.ts';
import type { ScoreRequest } from '../contracts/language-model.ts';
import type { Continuation } from './rows.ts';

/** Tokens a batch holds where nothing is said. */
export const TOKENS_PER_BATCH = 1024;

interface Encoded {
  readonly trunk: readonly number[];
  readonly continuations: readonly Continuation[];
  /** Tokens of the trunk with its longest continuation. */
  readonly longest: number;
}
/** The tokens that all continuations have before them, and the rest of each. */
export function encodeRequest(r: ScoreRequest, encode: (continuation: string) => EncodedPair): Encoded {
  const pairs = r.continuations.map(encode);
  const [first] = pairs;
  if (!first) throw new ConfigError('score: a request has no continuation: expected one or more.');
  let n = Math.min(...pairs.map((p) => p.from));
  // A context may end in other tokens before one continuation than before another.
  for (const { ids } of pairs) while (n > 1 && ids.slice(0, n).some((id, i) => id !== first.ids[i])) n--;
  return {
    trunk: first.ids.slice(0, n),
    continuations: (r.telling ? toldApart : whole)(
      pairs.map((p) => ({ tokens: p.ids.slice(n), skip: p.from - n })),
    ),
    longest: Math.max(...pairs.map((p) => p.ids.length)),
  };
}

const whole = (continuations: readonly Continuation[]): readonly Continuation[] => continuations;

interface Beginning {
  readonly after: Map<number, Beginning>;
  /** Different continuations that begin so. */
  count: number;
  ends: boolean;
}
const beginning = (): Beginning => ({ after: new Map<number, Beginning>(), count: 0, ends: false });

/** Each up to the first token with which it is the only one to begin so; to its end where it begins another. Equal ones count as one. */
function toldApart(continuations: readonly Continuation[]): Continuation[] {
  const root = beginning();
  for (const { tokens } of continuations) {
    const path: Beginning[] = [];
    let at = root;
    for (const token of tokens) {
      let next = at.after.get(token);
      if (!next) at.after.set(token, (next = beginning()));
      path.push((at = next));
    }
    if (!at.ends) for (const each of path) each.count++;
    at.ends = true;
  }
  return continuations.map(({ tokens, skip }) => {
    let at = root;
    const alone = tokens.findIndex((token) => (at = at.after.get(token)!).count === 1);
    return { tokens: tokens.slice(0, alone < 0 ? tokens.length : Math.max(alone, skip) + 1), skip };
  });
}

/** @throws ConfigError where a text is longer than the context */
export function checkLength(tokens: number, contextLength: number): void {
  if (tokens > contextLength)
    throw new ConfigError(
      `prompt and answer take ${tokens} tokens: the model's context holds ${contextLength}. Use fewer exemplars, shorter items or fewer new tokens.`,
    );
}

/** Groups of indices of like length, longest first, each at most `tokens` tokens after padding and `rows` rows. */
export function batches(lengths: readonly number[], tokens: number, rows = Infinity): number[][] {
  const order = lengths.map((_, i) => i).toSorted((a, b) => lengths[b]! - lengths[a]!);
  const groups: number[][] = [];
  for (const i of order) {
    const group = groups.at(-1);
    if (group && group.length < rows && (group.length + 1) * lengths[group[0]!]! <= tokens) group.push(i);
    else groups.push([i]);
  }
  return groups;
}
