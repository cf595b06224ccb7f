/** The methods that can be compared: one line each, in the order of the tables. */
import type { AnyMethod } from '@adaptbench/core';
import adapter from '@adaptbench/adapter';
import { majority, nearest, probe, tfidf } from '@adaptbench/baseline';
import cot from '@adaptbench/cot';
import full, { partial } from '@adaptbench/full';
import head from '@adaptbench/head';
import icl from '@adaptbench/icl';
import instruction from '@adaptbench/instruction';
import lora from '@adaptbench/lora';
import { pTuning, prefixTuning, promptTuning } from '@adaptbench/prefix';

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
  head,
  majority,
  nearest,
  tfidf,
  probe,
];
