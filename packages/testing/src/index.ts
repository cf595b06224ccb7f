export * from './fixture.ts';
export * from './test-training.ts';
