export type { Checkpoint, OpenOptions, PlacedTensor, TensorInfo } from './checkpoint.ts';
export { checkFinite } from './finite.ts';
export { float32Weights } from './float32.ts';
export { openCheckpoint } from './open.ts';
export { settleTies } from './tied.ts';
export { cacheFolder } from './cache.ts';
