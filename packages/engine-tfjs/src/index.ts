export { type ValueAndGradients, tfjsGradients } from './portable/autodiff.ts';
export { createTfjsEngine, createTfjsEngine as default } from './engine.ts';
export { hasNative, nativeFolder } from './tensorflow/binding.ts';
export { type TfjsDevice, type TfjsOptions, devices } from './devices.ts';
