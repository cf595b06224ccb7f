export { architectureOf, modelTypes } from './architectures.ts';
