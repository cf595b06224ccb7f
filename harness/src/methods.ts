/** The methods that can be compared: one line each, in the order of the tables. */
import type { Method } from '@adaptbench/core';
import adapter from '@adaptbench/adapter';
import cot from '@adaptbench/cot';
import full, { partial } from '@adaptbench/full';
import icl from '@adaptbench/icl';
import instruction from '@adaptbench/instruction';
import lora from '@adaptbench/lora';
import { pTuning, prefixTuning, promptTuning } from '@adaptbench/prefix';

/** A method whose configuration type is its own affair: what its schema parses goes to its `patch` and `prompt`. */
export type AnyMethod = Method<unknown>;

export const methods: readonly AnyMethod[] = [
  icl,
  instruction,
  cot,
  lora,
  adapter,
  prefixTuning,
  promptTuning,
  pTuning,
  full,
  partial,
];
