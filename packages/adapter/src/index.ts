import { defineMethod, rateByWidth } from '@adaptbench/core';
import { adapterConfig } from './config.ts';
import { adapterPatch } from './method.ts';

export { type AdapterConfig, adapterConfig } from './config.ts';
export { configFromAdapterHub } from './adapter-hub.ts';

export default defineMethod({
  name: 'adapter',
  family: 'adapter',
  paper: {
    title: 'Parameter-Efficient Transfer Learning for NLP (Houlsby et al. 2019)',
    url: 'https://arxiv.org/abs/1902.00751',
  },
  config: adapterConfig,
  rate: (_config, width) => rateByWidth(2e-3, width),
  space: { placement: ['houlsby', 'pfeiffer', 'parallel'], reductionFactor: [4, 16] },
  patch: adapterPatch,
});
