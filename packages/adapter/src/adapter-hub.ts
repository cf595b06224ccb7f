/**
 * The adapters library's folder: adapter_config.json, whose `config` holds the fields of BnConfig, and adapter.safetensors
 * (adapter-hub/adapters, configuration/adapter_config.py and utils.py). Normalisations that are trained too lie in norms.safetensors,
 * under the checkpoint's names: the library has no place for them.
 */
import {
  type ArtifactFormat,
  type Files,
  type Known,
  LoadError,
  type LoadedModel,
  type SublayerSite,
  type Tensors,
  adapterJson,
  adapterTensors,
  checkKnown,
  fitTensors,
  readFields,
  writeSafetensors,
} from '@adaptbench/core';
import { z } from 'zod';
import { ADAPTER, type AdapterConfig, bottleneckSize, tensorName } from './config.ts';

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter.safetensors';
const NORMS = 'norms.safetensors';
const FOLDER = 'a folder as the adapters library writes it (with safetensors)';
/** Stands in our files: the library feeds a parallel adapter the residual stream, we the normed input of the MLP. */
const ORIGIN = 'adaptbench';

const inits = { zero: 'mam_adapter', houlsby: 'houlsby', bert: 'bert' } as const;

/** The fields of BnConfig that change the computation; a value that we do not compute is refused, not ignored. */
const hubConfig = z.looseObject({
  name: z.string().default(ADAPTER),
  version: z.string().optional(),
  config: z.looseObject({
    mh_adapter: z.boolean(),
    output_adapter: z.literal(true),
    is_parallel: z.boolean().default(false),
    reduction_factor: z.number().positive(),
    non_linearity: z.enum(['relu', 'gelu', 'swish', 'tanh']),
    scaling: z.number().positive().default(1),
    init_weights: z.enum(['mam_adapter', 'houlsby', 'bert']).default('bert'),
    dropout: z.number().min(0).max(0.99).default(0),
    original_ln_before: z.literal(false).default(false),
    original_ln_after: z.literal(true).default(true),
    ln_before: z.literal(false).default(false),
    ln_after: z.literal(false).default(false),
    use_gating: z.literal(false).default(false),
    cross_adapter: z.literal(false).default(false),
    phm_layer: z.literal(false).default(false),
    inv_adapter: z.null().default(null),
    leave_out: z.array(z.int()).max(0).default([]),
    stochastic_depth: z.literal(0).nullish(),
  }),
});
type HubConfig = z.infer<typeof hubConfig>;

/** What else BnConfig has: how training began, and settings of features that other fields turn on, which must be off. */
const harmless = [
  'adapter_residual_before_ln',
  'architecture',
  'factorized_phm_W',
  'factorized_phm_rule',
  'hypercomplex_nonlinearity',
  'init_weights_seed',
  'inv_adapter_reduction_factor',
  'learn_phm',
  'phm_bias',
  'phm_c_init',
  'phm_dim',
  'phm_init_range',
  'phm_rank',
  'residual_before_ln',
  'shared_W_phm',
  'shared_phm_rule',
];
const known: Known = {
  ...Object.fromEntries(Object.keys(hubConfig.shape.config.shape).map((field) => [field, 'read' as const])),
  ...Object.fromEntries(harmless.map((field) => [field, 'harmless' as const])),
};

/** `norms`: names of the checkpoint tensors that are trained too; null where none are. */
export function adapterHubArtifact(
  c: AdapterConfig,
  adapted: readonly SublayerSite[],
  model: LoadedModel,
  norms: ReadonlySet<string> | null,
): ArtifactFormat {
  return {
    write(state, baseModel) {
      const own = [...state].filter(([name]) => !norms?.has(name));
      const trained = [...state].filter(([name]) => norms?.has(name));
      return new Map([
        [CONFIG, new TextEncoder().encode(configFile(c, adapted, model, baseModel))],
        [WEIGHTS, writeSafetensors(new Map(own), { format: 'pt' })],
        ...(norms ? [[NORMS, writeSafetensors(new Map(trained), { format: 'pt' })] as const] : []),
      ]);
    },
    read(files) {
      const hub = readConfig(files);
      const theirs = fields(hub);
      const wrong = (['placement', 'nonLinearity', 'scaling'] as const).filter((f) => theirs[f] !== c[f]);
      if (wrong.length > 0)
        throw new LoadError(
          `${CONFIG}: ${wrong.map((f) => `${f} is ${theirs[f]}, expected ${c[f]}`).join('; ')}. Read the folder with the configuration it was written with (configFromAdapterHub gives it).`,
        );
      const given = new Map(
        [...adapterTensors(files, WEIGHTS, FOLDER)].map(([name, t]) => [
          name.replace(`.adapters.${hub.name}.`, `.adapters.${ADAPTER}.`),
          t,
        ]),
      );
      const hint = 'Is it an adapter of this model, with this bottleneck?';
      const own = fitTensors(WEIGHTS, given, shapes(c, adapted), hint);
      return norms ? new Map([...own, ...readNorms(files, model, norms)]) : own;
    },
  };
}

/** The configuration with which a folder was written; `layerNorms` where it holds trained normalisations. */
export const configFromAdapterHub = (files: Files): AdapterConfig => ({
  ...fields(readConfig(files)),
  layerNorms: files.has(NORMS),
});

const fields = ({ config }: HubConfig): Omit<AdapterConfig, 'layerNorms'> => ({
  placement: config.is_parallel ? 'parallel' : config.mh_adapter ? 'houlsby' : 'pfeiffer',
  bottleneck: null,
  reductionFactor: config.reduction_factor,
  nonLinearity: config.non_linearity,
  scaling: config.scaling,
  init: config.init_weights === 'mam_adapter' ? 'zero' : config.init_weights,
  dropout: config.dropout,
});

function configFile(
  c: AdapterConfig,
  adapted: readonly SublayerSite[],
  model: LoadedModel,
  baseModel: string,
): string {
  const d = adapted[0]!.d;
  const config = {
    adapter_residual_before_ln: false,
    cross_adapter: false,
    dropout: c.dropout,
    init_weights: inits[c.init],
    inv_adapter: null,
    is_parallel: c.placement === 'parallel',
    leave_out: [],
    ln_after: false,
    ln_before: false,
    mh_adapter: c.placement === 'houlsby',
    non_linearity: c.nonLinearity,
    original_ln_after: true,
    original_ln_before: false,
    output_adapter: true,
    phm_layer: false,
    reduction_factor: reduction(c, d),
    residual_before_ln: true,
    scaling: c.scaling,
    stochastic_depth: 0,
    use_gating: false,
  };
  const json = JSON.stringify(
    {
      config,
      hidden_size: d,
      model_class: (model.config['architectures'] as string[] | undefined)?.[0] ?? null,
      model_name: baseModel,
      model_type: model.architecture.modelType,
      name: ADAPTER,
      version: ORIGIN,
    },
    null,
    2,
  );
  // The library takes a scaling only as a Python float, which 1 is not.
  return `${json.replace(/("scaling": \d+)(,?\n)/, '$1.0$2')}\n`;
}

/** The library computes m = ⌊d / factor⌋; a quotient that rounding leaves below m is taken a little smaller. */
function reduction(c: AdapterConfig, d: number): number {
  const m = bottleneckSize(c, d);
  const factor = c.bottleneck === null ? c.reductionFactor : d / m;
  return Math.max(1, Math.floor(d / factor)) === m ? factor : d / (m + 1e-6);
}

function shapes(c: AdapterConfig, adapted: readonly SublayerSite[]): Map<string, readonly number[]> {
  return new Map<string, readonly number[]>(
    adapted.flatMap((s) => {
      const m = bottleneckSize(c, s.d);
      return [
        [tensorName(s, 'adapter_down.0', 'weight'), [m, s.d]] as const,
        [tensorName(s, 'adapter_down.0', 'bias'), [m]] as const,
        [tensorName(s, 'adapter_up', 'weight'), [s.d, m]] as const,
        [tensorName(s, 'adapter_up', 'bias'), [s.d]] as const,
      ];
    }),
  );
}

function readNorms(files: Files, model: LoadedModel, norms: ReadonlySet<string>): Tensors {
  const expected = model.architecture.weights.filter((w) => norms.has(w.name));
  return fitTensors(
    NORMS,
    adapterTensors(files, NORMS, FOLDER),
    new Map(expected.map((w) => [w.name, w.shape])),
    'Is it an adapter of this model?',
  );
}

function readConfig(files: Files): HubConfig {
  const found = readFields(CONFIG, adapterJson(files, CONFIG, FOLDER), hubConfig);
  checkKnown(`${CONFIG}: config`, found.config, known, 'Train it without this setting');
  if (found.config.is_parallel && found.version !== ORIGIN)
    throw new LoadError(
      `${CONFIG}: config.is_parallel: the adapters library reads the residual stream before the norm, which a sublayer hook here does not see. Train the adapter here, or use a sequential one.`,
    );
  return found;
}
