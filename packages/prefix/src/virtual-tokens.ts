/**
 * Virtual tokens: trained input embeddings P [n, D] that stand where a word might (Lester et al. 2021, §2; Liu et al. 2021, §3). The
 * prompt says where (`virtualTokens` of core); here they get their embeddings. It is the stored form of prompt tuning and P-tuning.
 */
import {
  type ArtifactFormat,
  ConfigError,
  type EmbeddingSite,
  type Param,
  type Patch,
  type Site,
  VIRTUAL_IDS,
} from '@adaptbench/core';
import {
  type Node,
  add,
  constant,
  gather,
  greater,
  i32,
  minimum,
  mul,
  pad,
  reshape,
  sub,
} from '@adaptbench/graph';

/** PEFT's name of the one tensor. */
export const EMBEDDINGS = 'prompt_embeddings';

export function embeddingSite(method: string, sites: readonly Site[]): EmbeddingSite {
  const site = sites.find((s) => s.kind === 'embeddings');
  if (!site) throw new ConfigError(`${method}: the model has no embeddings that could be added to.`);
  return site;
}

/** `embeddings` is P, named EMBEDDINGS. */
export const virtualTokensPatch = (embeddings: Param, artifact: ArtifactFormat | null): Patch => ({
  params: [embeddings],
  // The tokens are part of the text, and counted there.
  positions: 0,
  hooks: (param) => ({
    embeddings: (site, ids, lookUp) => embed(site, ids, lookUp, param(EMBEDDINGS)),
  }),
  merge: null,
  artifact,
});

const whole = (x: number): Node => constant(i32(), Int32Array.of(x));

/** ids [B, T] → [B, T, D]: the model's embedding of a word, P's row j for virtual token j. */
function embed(site: EmbeddingSite, ids: Node, lookUp: (ids: Node) => Node, table: Node): Node {
  const [B, T] = ids.type.shape;
  // 0 for a word, j + 1 for virtual token j: rows of P with a row of zeros in front.
  const slot = sub(whole(0), minimum(sub(whole(VIRTUAL_IDS - 1), ids), whole(0)));
  const isWord = reshape(greater(whole(VIRTUAL_IDS), ids), [B!, T!, 1]);
  const words = lookUp(minimum(ids, whole(site.vocabulary - 1)));
  return add(mul(words, isWord), gather(pad(table, 0, 1, 0), slot));
}
