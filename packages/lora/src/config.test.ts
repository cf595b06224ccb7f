/** Which modules a configuration adapts, and what is said where it cannot work. */
import { ConfigError, type LinearSite, type Site } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { loraConfig, rankOf, scaling } from './config.ts';
import lora from './index.ts';
import { targetNames, targets } from './targets.ts';

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

  it('may be a group', () => {
    const roles = (group: string, sites: readonly Site[]): string[] => [
      ...new Set(targets(loraConfig.parse({ targetModules: group }), sites).map((s) => s.role)),
    ];
    expect(roles('attention', llama)).toEqual(['q', 'k', 'v', 'o']);
    expect(roles('mlp', llama)).toEqual(['gate', 'up', 'down']);
    expect(roles('attention', gpt2)).toEqual(['qkv', 'o']);
    expect(roles('mlp', gpt2)).toEqual(['up', 'down']);
  });

  it('are written by names that mean the same modules to PEFT', () => {
    const names = (targetModules: unknown, sites: readonly Site[]): string[] =>
      targetNames(targets(loraConfig.parse({ targetModules }), sites), sites);
    expect(names('default', llama)).toEqual(['q_proj', 'v_proj']);
    expect(names('all-linear', gpt2)).toEqual(['c_attn', 'c_fc', 'c_proj']);
    expect(names('mlp', gpt2)).toEqual(['c_fc', 'mlp.c_proj']);
    expect(names(['transformer.h.1.mlp.c_proj'], gpt2)).toEqual(['1.mlp.c_proj']);
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

  it('may get a rank beyond their width, as in PEFT', () => {
    expect(chosen({ rank: 64, rankPattern: { v_proj: 20 } }, llama)).toHaveLength(4);
  });
});

describe('patterns', () => {
  const q = (layer: number): LinearSite =>
    targets(loraConfig.parse({ targetModules: ['q_proj'] }), llama)[layer]!;

  it('give ranks and scales to modules whose path ends with them; the first counts', () => {
    const c = loraConfig.parse({
      targetModules: ['q_proj', 'v_proj'],
      rankPattern: { '1.self_attn.q_proj': 2, 'q_.*': 4 },
      alphaPattern: { q_proj: 3 },
    });
    expect([rankOf(c, q(0)), rankOf(c, q(1))]).toEqual([4, 2]);
    expect([scaling(c, q(0)), scaling(c, q(1))]).toEqual([3 / 4, 3 / 2]);
    expect(scaling({ ...c, rsLora: true }, q(0))).toBe(3 / 2);
  });

  it('must match something and be regular expressions in linear time', () => {
    expect(refused({ rankPattern: { k_proj: 2 } }, llama)).toMatchInlineSnapshot(
      `"lora.rankPattern: "k_proj" matches the end of no adapted module: those are model.layers.0.self_attn.q_proj, model.layers.0.self_attn.v_proj, model.layers.1.self_attn.q_proj, model.layers.1.self_attn.v_proj."`,
    );
    expect(refused({ alphaPattern: { '(': 2 } }, llama)).toMatchInlineSnapshot(
      `"lora.alphaPattern: "(" is not a regular expression of RE2 (no look-around, no back references)."`,
    );
    expect(refused({ alphaPattern: { '(?!k)_proj': 2 } }, llama)).toContain('no look-around');
  });
});

describe('what is trained whole', async () => {
  const model = await fixtureModel('tiny-llama', architectureOf);
  const tied = await fixtureModel('tiny-gpt2', architectureOf);
  const saved = (modulesToSave: string[], m = model): string[] => {
    const patch = lora.patch(loraConfig.parse({ modulesToSave }), m);
    return m.architecture.weights.filter((w) => patch.unfreezes?.(w)).map((w) => w.name);
  };

  it('is named by a part of its path', () => {
    expect(saved([])).toEqual([]);
    expect(saved(['lm_head', 'norm'])).toEqual(['model.norm.weight', 'lm_head.weight']);
    expect(saved(['1.attn.c_attn.bias', 'ln_f'], tied)).toEqual([
      'transformer.h.1.attn.c_attn.bias',
      'transformer.ln_f.weight',
      'transformer.ln_f.bias',
    ]);
  });

  it('must exist, and not be a head that is the embeddings', () => {
    expect(() => saved(['head'])).toThrow(ConfigError);
    expect(() => saved(['head'])).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: lora.modulesToSave: tiny-llama has no module and no tensor called head: expected names such as lm_head.weight, model.norm.weight, model.layers.1.mlp.down_proj.weight, … (21 in all).]`,
    );
    expect(() => saved(['lm_head'], tied)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: lora.modulesToSave: the head cannot be trained apart in tiny-gpt2, where it is the embeddings' matrix (tie_word_embeddings): name the embeddings, or untie the model before training.]`,
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
