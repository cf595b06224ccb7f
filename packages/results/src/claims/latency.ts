/** What `scripts/latency.ts` keeps of a sitting, and its ratios. Pure. */
import type { Machine } from '../run/machine.ts';
import { type Ratio, ratioOf } from '../stats/ratio.ts';
import { type Took, clockOf } from '../stats/took.ts';

export interface LatencyPair {
  readonly side: string;
  readonly threads: number;
  /** Tokens over which a further one is timed. */
  readonly decoded: number;
  /** From a prompt to its first token, by the prompt's length; a round each. */
  readonly firstToken: readonly {
    readonly promptTokens: number;
    readonly base: readonly Took[];
    readonly side: readonly Took[];
  }[];
  readonly furtherToken: { readonly base: readonly Took[]; readonly side: readonly Took[] };
  readonly load1: number;
}

export interface LatencyResults {
  readonly model: string;
  readonly machine: Machine;
  readonly pairs: readonly LatencyPair[];
}

export interface SideRatio extends Ratio {
  readonly side: string;
  /** E.g. `first token after 32`, `further token`. */
  readonly what: string;
  /** Of the side and of the base, by the clock that counts. */
  readonly ms: readonly number[];
  readonly baseMs: readonly number[];
}

/** A ratio to the base for each prompt length, and for further tokens. */
export function ratiosOf({ side, threads, firstToken, furtherToken }: LatencyPair): SideRatio[] {
  const { ms } = clockOf(threads);
  return [
    ...firstToken.map((times) => ({ what: `first token after ${times.promptTokens}`, times })),
    { what: 'further token', times: furtherToken },
  ].map(({ what, times }) => {
    const [own, base] = [times.side.map(ms), times.base.map(ms)];
    return { side, what, ms: own, baseMs: base, ...ratioOf(own, base) };
  });
}
