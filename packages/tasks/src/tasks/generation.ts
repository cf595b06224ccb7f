/**
 * Questions with free answers from a user's own file. An instance, of `--task capitals.jsonl --extract exact`:
 *
 *   {"question": "What is the capital of Peru?", "answer": "Lima"}
 *
 * Source: the user's. Conversations, instructions, prompts with completions and multiple choice are recognised by their columns (`forms/`).
 * `extract` says what an answer is: text, exact, number, letter, yesno, json, slots or set. Read strictly and leniently; the share of right
 * answers counts, and of texts, JSON, slots and sets the metrics of `@adaptbench/metrics`.
 */
import { defineTask } from '../definition.ts';
import { recognise } from '../forms/index.ts';
import { areChoices, openChoices } from '../forms/open-choices.ts';
import { openForm } from '../forms/open-form.ts';
import { openQuestions } from '../forms/open-questions.ts';

export default defineTask({
  name: 'generation',
  kind: 'generation',
  language: 'en',
  source: 'conversations, instructions, or a file with a question and an answer column',
  data: null,
  general: true,
  open(data, spec) {
    const named = spec.textColumn ?? spec.labelColumn ?? spec.rationaleColumn;
    const form = named === undefined ? recognise(data) : null;
    if (form) return openForm(form, data, spec);
    return areChoices(data, spec) ? openChoices(data, spec) : openQuestions(data, spec);
  },
});
