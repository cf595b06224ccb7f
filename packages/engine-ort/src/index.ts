export { createOrtEngine, createOrtEngine as default } from './engine.ts';
export { type OrtDevice, type OrtOptions, devices } from './settings.ts';
export { load } from './subnormal.ts';
export { softwareAdapter } from './software-adapter.ts';
export { type ProfileRow, type ProfileSummary, readProfile, showProfile } from './profile.ts';
export { readFallbacks } from './fallbacks.ts';
