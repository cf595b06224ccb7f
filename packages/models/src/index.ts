export { architectureOf, modelTypes } from './architectures.ts';
export * from './checkpoint/index.ts';
export { loadModel } from './load.ts';
export { tokenizerFromFolder } from './tokenizer/folder.ts';
