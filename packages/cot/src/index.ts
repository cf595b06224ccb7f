/**
 * Chain of thought: the model writes a worked solution before its answer (Wei et al. 2022, §2). Nothing is trained; a request costs the
 * tokens of the solution, and with self-consistency those of every sample.
 */
import { defineMethod } from '@adaptbench/core';
import { cotConfig } from './config.ts';
import { cotPrompt } from './method.ts';

export { type CotConfig, cotConfig } from './config.ts';
export * from './rationale/index.ts';
export { triggers } from './triggers.ts';

export default defineMethod({
  name: 'cot',
  family: 'chain of thought',
  paper: {
    title: 'Chain-of-Thought Prompting Elicits Reasoning in Large Language Models (Wei et al. 2022)',
    url: 'https://arxiv.org/abs/2201.11903',
  },
  config: cotConfig,
  // Each mode with its control.
  space: { mode: ['few-shot', 'zero-shot'], rationale: [true, false] },
  prompt: cotPrompt,
});
