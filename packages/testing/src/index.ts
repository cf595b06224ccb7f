export * from './bench-model.ts';
export * from './character-tokenizer.ts';
export * from './fixture.ts';
export * from './micro.ts';
export * from './test-architecture.ts';
export * from './test-training.ts';
export * from './test-method.ts';
export * from './test-task.ts';
