/** Sizes, which are exact: of what was learned, of what a request keeps, of what another task replaces. */
import { parseCount, parseSize, sizeText } from '../amounts.ts';
import { figure, mebibytes, tokens } from './figure.ts';

const exact = { better: 'less', noise: 'none' } as const;

export const trainableParameters = figure({
  ...exact,
  name: 'trainable parameters',
  unit: { base: 'parameters', shown: '', per: 1 },
  over: 'mean',
  ways: [({ sizes }) => sizes.trainableParameters],
  compared: 'size',
  glance: true,
});

export const artifact = figure({
  ...exact,
  name: 'artefact',
  unit: mebibytes,
  means: 'artefact: the files of what was learned, on disk.',
  over: 'highest',
  ways: [({ sizes }) => sizes.artifactBytes],
  compared: 'size',
  tradeOff: { name: 'storage', title: 'storage', label: 'what was learned, on disk (MiB)' },
  limit: {
    name: 'maxArtifact',
    takes: '<size>',
    help: 'bytes to store for this task',
    read: parseSize,
    says: () => 'its artefact has',
    text: sizeText,
  },
});

export const switchSize = figure({
  ...exact,
  name: 'switch of task',
  unit: mebibytes,
  means:
    'switch of task: tensors that have to be replaced for another task while the model stays loaded; 0 where only the prompt changes.',
  over: 'mean',
  ways: [({ sizes }) => sizes.switchBytes],
});

export const keyValueCache = figure({
  ...exact,
  name: 'KV cache per request',
  unit: mebibytes,
  means:
    'KV cache per request: keys and values of a test item’s prompt, answer and of the method’s own positions. Mean over test items.',
  over: 'mean',
  ways: [({ sizes }) => sizes.kvBytesPerRequest],
});

export const contextLeft = figure({
  name: 'context left',
  unit: tokens,
  means:
    'context left: the model’s context less the method’s own positions and the prompt. Mean over test items.',
  better: 'more',
  noise: 'none',
  over: 'mean',
  ways: [({ sizes }) => sizes.contextTokensLeft],
  limit: {
    name: 'minContext',
    takes: '<tokens>',
    help: 'tokens of context that must be left',
    read: parseCount,
    says: () => 'it leaves',
    text: (n) => `${Math.round(n)} tokens of context`,
  },
});
