/**
 * Prefix tuning (Li & Liang 2021, arXiv 2101.00190, §4): in each layer, queries also attend to n trained keys and values,
 *   h = softmax(q [P_K; K]ᵀ / √d) [P_V; V],   P_K, P_V [n, H·K] a layer.
 * Real tokens move n positions to the right; keys of the prefix are added after rotation and carry none (as in PEFT, which puts
 * them into the cache). §4.3's reparameterisation P = MLP(E), E [n, H·K], is PEFT's PrefixEncoder
 * (peft/tuners/prefix_tuning/model.py): tanh between two linear layers, the second of which makes all layers' keys and values. Its
 * rows are kept apart by layer here: P is never cut into pieces, nor its gradient pieced together.
 */
import {
  type InitialSource,
  type KeyValueSite,
  type Param,
  type Patch,
  type Site,
  type Tensors,
  encodeText,
  reparameterised,
} from '@adaptbench/core';
import { type Node, reshape, tanh, transpose } from '@adaptbench/graph';
import { applyLinear, linearParams, normalParam, zeroParam } from '../torch-layers.ts';
import { type PrefixConfig, keyValueSites } from './config.ts';
import { type Part, partName, parts, prefixArtifact } from './peft.ts';

export function prefixPatch(c: PrefixConfig, all: readonly Site[]): Patch {
  const sites = keyValueSites(c, all);
  const stored = storedPrefix(c, sites);
  return c.projection
    ? reparameterised(stored, encoderParams(c, sites), (param) => encode(c, sites, param))
    : stored;
}

/** Keys and values themselves, [H, 1, n, K] a layer. */
function storedPrefix(c: PrefixConfig, sites: readonly KeyValueSite[]): Patch {
  const param = c.init === 'zero' ? zeroParam : normalParam;
  return {
    params: parts(sites).map((p) => param(partName(p), [p.site.heads, 1, c.length, p.site.dHead], c.std)),
    positions: c.length,
    hooks: (value) => ({
      keyValue: (site, segments) => [
        { k: value(partName({ site, kind: 'k' })), v: value(partName({ site, kind: 'v' })), mask: null },
        ...segments,
      ],
    }),
    merge: null,
    artifact: prefixArtifact(c, sites),
    ...(c.init === 'text' ? { initialise: (source: InitialSource) => ofText(c, sites, source) } : {}),
  };
}

/** Keys and values of a real text. */
async function ofText(
  { text, length }: PrefixConfig,
  sites: readonly KeyValueSite[],
  source: InitialSource,
): Promise<Tensors> {
  const ids = encodeText(source.tokenizer, text ?? '');
  const layers = await source.keyValues(Array.from({ length }, (_, i) => ids[i % ids.length]!));
  return new Map(
    parts(sites).map((p) => {
      const { shape, data } = layers[p.site.layer]![p.kind];
      return [partName(p), { shape, data: data as Float32Array }];
    }),
  );
}

/** PEFT's names, the last layer's rows by the part they make. */
const lastLayer = (p: Part): string => `transform.2.${partName(p)}`;

function encoderParams(c: PrefixConfig, sites: readonly KeyValueSite[]): Param[] {
  const width = sites[0]!.heads * sites[0]!.dHead;
  const std = c.init === 'zero' ? 1 : c.std;
  return [
    normalParam('embedding.weight', [c.length, width], std),
    ...linearParams('transform.0', width, c.hidden),
    ...parts(sites).flatMap((p): Param[] =>
      c.init === 'zero'
        ? [zeroParam(`${lastLayer(p)}.weight`, [width, c.hidden]), zeroParam(`${lastLayer(p)}.bias`, [width])]
        : linearParams(lastLayer(p), c.hidden, width),
    ),
  ];
}

function encode(
  c: PrefixConfig,
  sites: readonly KeyValueSite[],
  param: (name: string) => Node,
): Record<string, Node> {
  // E [n, H·K] → [n, hidden]
  const h = tanh(applyLinear(param, 'transform.0', param('embedding.weight')));
  return Object.fromEntries(
    parts(sites).map((p) => {
      // [n, hidden] → [n, H·K] → [H, 1, n, K]
      const { heads: H, dHead: K } = p.site;
      const rows = reshape(applyLinear(param, lastLayer(p), h), [c.length, H, K]);
      return [partName(p), reshape(transpose(rows, [1, 0, 2]), [H, 1, c.length, K])];
    }),
  );
}
