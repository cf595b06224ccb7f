/** The graph's number types as TensorFlow.js calls them. */
import type { DType } from '@adaptbench/graph';

export const dtypes = { f32: 'float32', i32: 'int32' } as const satisfies Record<DType, string>;
