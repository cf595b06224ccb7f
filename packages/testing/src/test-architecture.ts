/** The suite that every architecture passes, on a tiny checkpoint: `testArchitecture('tiny-llama', …)`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Architecture,
  type LoadedModel,
  type Patch,
  type Site,
  noPatch,
  patchedForward,
  patchedModel,
} from '@adaptbench/core';
import { type Node, type Tensor, program, referenceEngine } from '@adaptbench/graph';
import { describe, expect, it } from 'vitest';
import { fixtureModel, fixtures } from './fixture.ts';

/** What makes a site that one and no other. */
const key = (s: Site): string =>
  [s.kind, 'layer' in s ? s.layer : '', 'role' in s ? s.role : ''].join(' ').trimEnd();
const keys = (sites: readonly Site[]): string[] => sites.map(key);
const layers = (a: Architecture): number[] => Array.from({ length: a.shape.layers }, (_, i) => i);

/** `architectureOf` comes from the models package, which this one does not know. */
export function testArchitecture(
  name: string,
  architectureOf: (config: Record<string, unknown>) => Architecture,
): void {
  const open = (): Promise<LoadedModel> => fixtureModel(name, architectureOf);

  describe(`${name} keeps the contract of an architecture`, () => {
    it('declares each site once: embeddings, and in every layer projections, two sublayers, keys and values', async () => {
      const { architecture } = await open();
      const { sites, shape } = architecture;
      expect(new Set(keys(sites)).size).toBe(sites.length);
      for (const layer of layers(architecture)) {
        const here = keys(sites);
        for (const site of ['sublayer attention', 'sublayer mlp', 'keyValue'])
          expect(here).toContain(site.replace(/^(\w+)/, `$1 ${layer}`));
        const roles = sites.flatMap((s) => (s.kind === 'linear' && s.layer === layer ? [s.role] : []));
        expect(roles).toEqual(expect.arrayContaining(['o', 'up', 'down']));
        expect(roles.includes('qkv') || ['q', 'k', 'v'].every((r) => roles.includes(r as 'q'))).toBe(true);
      }
      expect(keys(sites).filter((k) => k === 'embeddings')).toHaveLength(1);
      const modules = sites.flatMap((s) => ('module' in s ? [s.module] : []));
      expect(new Set(modules).size).toBe(modules.length);
      expect(sites.every((s) => !('d' in s) || s.d === shape.d)).toBe(true);
    });

    it('computes with every weight that it declares, and the checkpoint holds them all', async () => {
      const model = await open();
      const { logits } = patchedForward(model.architecture, noPatch);
      const used = [...program({ logits }).inputs.values()].filter((i) => i.role === 'frozen');
      expect(used.map((i) => i.name).toSorted()).toEqual(
        model.architecture.weights.map((w) => w.name).toSorted(),
      );
      for (const { name: weight, shape } of model.architecture.weights) {
        const source = model.frozen(weight);
        expect('data' in source && source.data.length, `size of ${weight}`).toBe(
          shape.reduce((a, b) => a * b, 1),
        );
      }
    });

    it('passes each site that it declares once, with what the site says', async () => {
      const { architecture } = await open();
      const seen: Site[] = [];
      const wide = (x: Node, width: number, what: string): void =>
        expect(x.type.shape.at(-1), `width at ${what}`).toBe(width);
      const patch: Patch = {
        ...noPatch,
        hooks: () => ({
          linear(site, x, y) {
            seen.push(site);
            wide(x, site.dIn, site.module);
            wide(y, site.dOut, site.module);
            return y;
          },
          sublayer(site, x, h) {
            seen.push(site);
            wide(x, site.d, site.module);
            wide(h, site.d, site.module);
            return h;
          },
          keyValue(site, segments) {
            seen.push(site);
            for (const { k, v } of segments)
              for (const x of [k, v]) {
                expect(x.type.shape[0]).toBe(site.heads);
                wide(x, site.dHead, key(site));
              }
            return segments;
          },
          embeddings(site, ids, lookUp) {
            seen.push(site);
            const x = lookUp(ids);
            wide(x, site.d, 'embeddings');
            return x;
          },
        }),
      };
      patchedForward(architecture, patch);
      expect(keys(seen).toSorted()).toEqual(keys(architecture.sites).toSorted());
    });

    it('gives at scored positions the rows of the logits at all', async () => {
      const model = await open();
      const { shape } = model.architecture;
      const { logits } = patchedForward(model.architecture, noPatch);
      const executable = await referenceEngine.compile(program({ logits }), {
        frozen: (weight) => model.frozen(weight),
      });
      const [B, T] = [2, 5];
      const i32 = (at: number[], data: number[]): Tensor => ({ shape: at, data: Int32Array.from(data) });
      const feeds = {
        ids: i32([B, T], [5, 9, 100, 17, 3, 8, 1, 40, 200, 77]),
        positions: i32([B, T], [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]),
        mask: {
          shape: [B, T, T],
          data: Float32Array.from({ length: B * T * T }, (_, i) =>
            i % T <= Math.floor(i / T) % T ? 0 : -1e9,
          ),
        },
      };
      const at = async (rows: number[]): Promise<Float32Array> => {
        const scored = i32([B, rows.length / B], rows);
        const { logits: out } = await executable.run({ ...feeds, scored });
        expect(out!.shape).toEqual([B, rows.length / B, shape.vocabulary]);
        return out!.data as Float32Array;
      };
      const all = await at(Array.from({ length: B * T }, (_, i) => i));
      const some = [3, 1, 3, 9, 5, 5];
      const got = await at(some);
      const V = shape.vocabulary;
      some.forEach((row, i) =>
        got
          .subarray(i * V, (i + 1) * V)
          .forEach((x, v) => expect(Math.abs(x - all[row * V + v]!)).toBeLessThan(1e-5)),
      );
      const patched = patchedModel(model, referenceEngine, noPatch, new Map());
      const plain = await patched.logits([5, 9, 100, 17, 3]);
      plain.data.forEach((x, i) => expect(Math.abs(x - all[i]!)).toBeLessThan(1e-5));
    });

    it('tells its sizes as config.json does', async () => {
      const { shape } = (await open()).architecture;
      const text = await readFile(join(fixtures, name, 'config.json'), 'utf8');
      const config = JSON.parse(text) as Record<string, number | undefined>;
      expect(shape.layers).toBe(config['num_hidden_layers'] ?? config['n_layer']);
      expect(shape.d).toBe(config['hidden_size'] ?? config['n_embd']);
      expect(shape.heads).toBe(config['num_attention_heads'] ?? config['n_head']);
      expect(shape.vocabulary).toBe(config['vocab_size']);
      expect(shape.contextLength).toBe(config['max_position_embeddings'] ?? config['n_positions']);
      expect(shape.heads % shape.keyValueHeads).toBe(0);
    });
  });
}
