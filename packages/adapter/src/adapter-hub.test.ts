/** The adapters library's folder, and what is said of one that does not fit. */
import { LoadError, initialState, readSafetensors } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import adapter, { configFromAdapterHub } from './index.ts';

type Files = ReadonlyMap<string, Uint8Array>;
const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter.safetensors';
const model = await fixtureModel('tiny-gpt2', architectureOf);

const folderOf = (settings: Record<string, unknown>): Files => {
  const patch = adapter.patch(adapter.config.parse(settings), model);
  return patch.artifact!.write(initialState(model, patch, 1), 'tiny-gpt2');
};
const told = (files: Files, settings: Record<string, unknown> = {}): string => {
  const patch = adapter.patch(adapter.config.parse(settings), model);
  try {
    patch.artifact!.read(files);
  } catch (e) {
    expect(e).toBeInstanceOf(LoadError);
    return (e as Error).message;
  }
  return 'nothing was thrown';
};
const text = (s: string): Uint8Array => new TextEncoder().encode(s);
const json = (files: Files): string => new TextDecoder().decode(files.get(CONFIG));
const changed = (files: Files, edit: (json: string) => string): Files =>
  new Map([...files, [CONFIG, text(edit(json(files)))]]);

describe('a folder', () => {
  it('holds BnConfig’s fields', () => {
    expect(json(folderOf({ placement: 'parallel', bottleneck: 7 }))).toMatchInlineSnapshot(`
      "{
        "config": {
          "adapter_residual_before_ln": false,
          "cross_adapter": false,
          "dropout": 0,
          "init_weights": "mam_adapter",
          "inv_adapter": null,
          "is_parallel": true,
          "leave_out": [],
          "ln_after": false,
          "ln_before": false,
          "mh_adapter": false,
          "non_linearity": "relu",
          "original_ln_after": true,
          "original_ln_before": false,
          "output_adapter": true,
          "phm_layer": false,
          "reduction_factor": 4.571428571428571,
          "residual_before_ln": true,
          "scaling": 1.0,
          "stochastic_depth": 0,
          "use_gating": false
        },
        "hidden_size": 32,
        "model_class": "GPT2LMHeadModel",
        "model_name": "tiny-gpt2",
        "model_type": "gpt2",
        "name": "default",
        "version": "adaptbench"
      }
      "
    `);
  });

  it('names tensors as the adapters library does', () => {
    const names = [...readSafetensors(folderOf({}).get(WEIGHTS)!).keys()];
    expect(names.filter((n) => n.includes('.h.0.'))).toMatchInlineSnapshot(`
      [
        "transformer.h.0.attention_adapters.adapters.default.adapter_down.0.bias",
        "transformer.h.0.attention_adapters.adapters.default.adapter_down.0.weight",
        "transformer.h.0.attention_adapters.adapters.default.adapter_up.bias",
        "transformer.h.0.attention_adapters.adapters.default.adapter_up.weight",
        "transformer.h.0.output_adapters.adapters.default.adapter_down.0.bias",
        "transformer.h.0.output_adapters.adapters.default.adapter_down.0.weight",
        "transformer.h.0.output_adapters.adapters.default.adapter_up.bias",
        "transformer.h.0.output_adapters.adapters.default.adapter_up.weight",
      ]
    `);
  });

  it('gives back the configuration with which it was written', () => {
    for (const settings of [
      {},
      { placement: 'pfeiffer', nonLinearity: 'gelu', reductionFactor: 4, scaling: 2.5, init: 'houlsby' },
      { placement: 'parallel', reductionFactor: 3, dropout: 0.1, layerNorms: true },
    ])
      expect(configFromAdapterHub(folderOf(settings))).toEqual(adapter.config.parse(settings));
  });

  it('keeps any bottleneck through its reduction factor', () => {
    for (let bottleneck = 1; bottleneck <= 64; bottleneck++) {
      const files = folderOf({ bottleneck, placement: 'pfeiffer' });
      const { reductionFactor } = configFromAdapterHub(files);
      expect(Math.max(1, Math.floor(32 / reductionFactor))).toBe(bottleneck);
    }
  });
});

describe('a folder that does not fit', () => {
  const good = folderOf({});
  it('lacks a file', () => {
    expect(told(new Map())).toMatchInlineSnapshot(
      `"adapter: no adapter_config.json: expected a folder as the adapters library writes it (with safetensors), found nothing."`,
    );
    expect(told(new Map([[CONFIG, good.get(CONFIG)!]]))).toMatchInlineSnapshot(
      `"adapter: no adapter.safetensors: expected a folder as the adapters library writes it (with safetensors), found adapter_config.json."`,
    );
    expect(told(good, { layerNorms: true })).toMatchInlineSnapshot(
      `"adapter: no norms.safetensors: expected a folder as the adapters library writes it (with safetensors), found adapter_config.json, adapter.safetensors."`,
    );
  });

  it('has no JSON, or settings that change the computation in a way that is not known', () => {
    expect(told(changed(good, () => '['))).toMatchInlineSnapshot(
      `"adapter_config.json: not JSON: Unexpected end of JSON input."`,
    );
    expect(
      told(changed(good, (j) => j.replace('"original_ln_before": false', '"original_ln_before": true'))),
    ).toMatchInlineSnapshot(`"adapter_config.json: config.original_ln_before is true: expected false."`);
    const parallel = folderOf({ placement: 'parallel' });
    expect(
      told(
        changed(parallel, (j) => j.replace('"version": "adaptbench"', '"version": "1.2.0"')),
        {
          placement: 'parallel',
        },
      ),
    ).toMatchInlineSnapshot(
      `"adapter_config.json: config.is_parallel: the adapters library reads the residual stream before the norm, which a sublayer hook here does not see. Train the adapter here, or use a sequential one."`,
    );
  });

  it('was written with other settings', () => {
    expect(told(good, { placement: 'pfeiffer', nonLinearity: 'tanh' })).toMatchInlineSnapshot(
      `"adapter_config.json: placement is houlsby, expected pfeiffer; nonLinearity is relu, expected tanh. Read the folder with the configuration it was written with (configFromAdapterHub gives it)."`,
    );
    expect(
      told(folderOf({ bottleneck: 3, placement: 'pfeiffer' }), { placement: 'pfeiffer' }),
    ).toMatchInlineSnapshot(
      `"adapter.safetensors: 6 faults: transformer.h.0.output_adapters.adapters.default.adapter_down.0.bias is [3], expected [2]; transformer.h.0.output_adapters.adapters.default.adapter_down.0.weight is [3,32], expected [2,32]; transformer.h.0.output_adapters.adapters.default.adapter_up.weight is [32,3], expected [32,2]; transformer.h.1.output_adapters.adapters.default.adapter_down.0.bias is [3], expected [2]; transformer.h.1.output_adapters.adapters.default.adapter_down.0.weight is [3,32], expected [2,32]; transformer.h.1.output_adapters.adapters.default.adapter_up.weight is [32,3], expected [32,2]. Is it an adapter of this model, with this bottleneck?"`,
    );
  });
});
