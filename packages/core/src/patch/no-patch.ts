import type { Patch } from '../contracts/method.ts';

/** The patch of a method that only writes prompts: the model as it is. */
export const noPatch: Patch = { params: [], positions: 0, hooks: () => ({}), merge: null, artifact: null };
