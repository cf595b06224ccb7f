export type { ValueAndGradients } from './portable/autodiff.ts';
export { tfjsGradients } from './gradients.ts';
export { createTfjsEngine, createTfjsEngine as default, load } from './engine.ts';
export { hasNative, nativeFolder } from './tensorflow/binding.ts';
export { type TfjsDevice, type TfjsOptions, devices } from './devices.ts';
