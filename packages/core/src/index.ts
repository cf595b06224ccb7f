export * from './errors.ts';
export * from './language-model.ts';
export * from './method.ts';
export * from './prompt.ts';
export * from './random.ts';
export * from './site.ts';
export * from './task.ts';
export * from './tokenizer.ts';
