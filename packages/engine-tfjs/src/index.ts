export { type ValueAndGradients, tfjsGradients } from './autodiff.ts';
export { createTfjsEngine, createTfjsEngine as default } from './engine.ts';
export { type TfjsDevice, type TfjsOptions, devices } from './devices.ts';
