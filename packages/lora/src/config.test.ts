/** Which modules a configuration adapts, and what is said where it cannot work. */
import { ConfigError, type Site } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { loraConfig, targets } from './config.ts';

const sitesOf = async (name: string): Promise<readonly Site[]> =>
  (await fixtureModel(name, architectureOf)).architecture.sites;
const chosen = (config: unknown, sites: readonly Site[]): string[] =>
  targets(loraConfig.parse(config), sites).map((s) => s.module);
const refused = (config: unknown, sites: readonly Site[]): string => {
  try {
    targets(loraConfig.parse(config), sites);
  } catch (e) {
    expect(e).toBeInstanceOf(ConfigError);
    return (e as Error).message;
  }
  return 'nothing was thrown';
};
const llama = await sitesOf('tiny-llama');
const gpt2 = await sitesOf('tiny-gpt2');

describe('targets', () => {
  it('are q and v unless told, or the fused projection, as in PEFT', () => {
    expect(chosen({}, llama)).toEqual(
      [0, 1].flatMap((i) => ['q', 'v'].map((p) => `model.layers.${i}.self_attn.${p}_proj`)),
    );
    expect(chosen({}, gpt2)).toEqual(['transformer.h.0.attn.c_attn', 'transformer.h.1.attn.c_attn']);
  });

  it('are named by the end of a path: GPT-2’s c_proj is in attention and in the MLP', () => {
    expect(chosen({ targetModules: ['c_proj'] }, gpt2)).toHaveLength(4);
    expect(chosen({ targetModules: ['mlp.c_proj'] }, gpt2)).toHaveLength(2);
    expect(chosen({ targetModules: ['transformer.h.1.mlp.c_proj'] }, gpt2)).toEqual([
      'transformer.h.1.mlp.c_proj',
    ]);
  });

  it('may be every linear module', () => {
    expect(chosen({ targetModules: 'all-linear' }, llama)).toHaveLength(14);
    expect(chosen({ targetModules: 'all-linear' }, gpt2)).toHaveLength(8);
  });

  it('must exist', () => {
    expect(refused({ targetModules: ['q_proj', 'qproj'] }, llama)).toMatchInlineSnapshot(
      `"lora.targetModules: no module is named "qproj": expected some of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj."`,
    );
    expect(refused({ targetModules: ['q_proj', 'v_proj'] }, gpt2)).toMatchInlineSnapshot(
      `"lora.targetModules: no module is named "q_proj", "v_proj": expected some of c_attn, c_proj, c_fc."`,
    );
  });

  it('must have room for the rank', () => {
    expect(refused({ rank: 17 }, llama)).toMatchInlineSnapshot(
      `"lora.rank is 17: expected 1..16 at model.layers.0.self_attn.v_proj [16, 32]. Lower the rank or leave v_proj out of lora.targetModules."`,
    );
  });
});

describe('fields', () => {
  it('have bounds', () => {
    for (const config of [
      { rank: 0 },
      { rank: 1.5 },
      { alpha: 0 },
      { dropout: 1 },
      { targetModules: [] },
      { targetModules: 'some' },
    ])
      expect(loraConfig.safeParse(config).success).toBe(false);
  });
});
