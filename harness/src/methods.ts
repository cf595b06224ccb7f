/** The methods that can be compared: one line each, in the order of the tables. */
import type { Method } from '@adaptbench/core';
import icl from '@adaptbench/icl';
import lora from '@adaptbench/lora';

/** A method whose configuration type is its own affair: what its schema parses goes to its `apply`. */
export type AnyMethod = Method<unknown>;

export const methods: readonly AnyMethod[] = [
  icl, //
  lora,
];
