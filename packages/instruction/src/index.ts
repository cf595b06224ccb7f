/**
 * Instructions: the task is put to the model in many ways, and what counts is how it does over all of them. Composed with a method that
 * tunes (`lora+instruction`), the model is trained on a mixture of the templates, of several tasks if wanted (Wei et al. 2022, FLAN).
 */
import { defineMethod } from '@adaptbench/core';
import { instructionConfig } from './config.ts';
import { instructionPrompt } from './method.ts';

export { type InstructionConfig, instructionConfig } from './config.ts';

export default defineMethod({
  name: 'instruction',
  family: 'instruction',
  paper: {
    title: 'Finetuned Language Models Are Zero-Shot Learners (Wei et al. 2022)',
    url: 'https://arxiv.org/abs/2109.01652',
  },
  config: instructionConfig,
  space: { form: ['all', 'cloze', 'choice'], choose: ['best'] },
  prompt: instructionPrompt,
});
