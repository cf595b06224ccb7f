/** TensorFlow.js's own gradients; loads its packages when they are asked for, which TensorFlow's library does without. */
import type * as autodiff from './portable/autodiff.ts';

/** See `portable/autodiff.ts`. */
export const tfjsGradients: typeof autodiff.tfjsGradients = async (...asked) =>
  (await import('./portable/autodiff.ts')).tfjsGradients(...asked);
