export { createOrtEngine } from './engine.ts';
export { type OrtDevice, type OrtOptions, devices } from './settings.ts';
