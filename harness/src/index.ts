export * from './trial/contract.ts';
export * from './trial/record.ts';
export * from './trial/spec.ts';
