export * from './fixture.ts';
export * from './test-training.ts';
export * from './test-method.ts';
