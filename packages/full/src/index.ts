import { defineMethod, rateByWidth } from '@adaptbench/core';
import { huggingFaceFolder, trainedTensors } from './artifact.ts';
import { fullConfig, fullSelection, partialConfig, partialSelection } from './config.ts';
import { unfreezing } from './method.ts';

export { type FullConfig, type PartialConfig } from './config.ts';

/** Every weight of the model. */
export default defineMethod({
  name: 'full',
  family: 'full',
  paper: {
    title: 'Improving Language Understanding by Generative Pre-Training (Radford et al. 2018)',
    url: 'https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf',
  },
  config: fullConfig,
  rate: (_config, width) => rateByWidth(1.5e-4, width),
  space: { embeddings: [true, false] },
  patch(config, model) {
    const selection = fullSelection(config);
    return unfreezing(selection, model, { where: 'full', what: 'weights' }, huggingFaceFolder(selection));
  },
});

const tensors = { bitfit: 'biases', 'layer-norms': 'normalisations', head: 'head of its own' };

/** A few of the model's own weights: the cheap yardsticks. */
export const partial = defineMethod({
  name: 'partial',
  family: 'full',
  paper: {
    title:
      'BitFit: Simple Parameter-efficient Fine-tuning for Transformer-based Language-models (Zaken et al. 2021)',
    url: 'https://arxiv.org/abs/2106.10199',
  },
  config: partialConfig,
  // Of norms measured; of biases and a head, which few models have of their own, as for matrices beside the model.
  rate: ({ part }, width) => rateByWidth(part === 'layer-norms' ? 5e-3 : 2e-3, width),
  space: { part: ['bitfit', 'layer-norms', 'head'] },
  patch(config, model) {
    const selection = partialSelection(config, model.architecture.weights);
    const named = { where: `partial.part is ${config.part}`, what: tensors[config.part] };
    return unfreezing(selection, model, named, trainedTensors(selection));
  },
});
