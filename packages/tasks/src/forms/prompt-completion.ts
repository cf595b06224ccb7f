/**
 * A prompt and its completion. Instances, the second as TRL writes conversations:
 *
 *   {"prompt": "The capital of Peru is", "completion": " Lima."}
 *   {"prompt": [{"role": "user", "content": "Hi"}], "completion": [{"role": "assistant", "content": "Hello!"}]}
 *
 * OpenAI's evals call them `input` (turns) and `ideal` (one right answer or several), Inspect's samples `input` and `target`.
 * Of preferences (`chosen`, `rejected`) the chosen answers are read.
 */
import { LoadError, type Turn } from '@adaptbench/core';
import { cellOf, textOf } from '../missing.ts';
import { answerTurns, noAnswerIn, withSystem } from './conversation.ts';
import type { Table } from '../read/table.ts';
import { columnNamed, defineForm, preferred, systemColumn } from './form.ts';
import { holdsAnswers, holdsTurns, holdsWhole, turnsIn } from './turn-lists.ts';
import { exchangeOf } from './turns.ts';

const names = {
  completion: ['completion', 'response'],
  asked: ['question', 'query', 'input'],
  /** Beside what the system is told. */
  told: { asked: ['user', 'human'], completion: ['output', 'answer', 'assistant', 'bot', 'gpt'] },
};
/** A question and an answer with a system of their own are a conversation, by whatever names (OpenOrca). */
const toldPair = (table: Table): readonly [asked: string, answer: string] | null => {
  if (systemColumn(table) === null) return null;
  const asked = columnNamed(table, ...names.asked, ...names.told.asked);
  const answer = columnNamed(table, ...names.completion, ...names.told.completion);
  return asked === null || answer === null ? null : [asked, answer];
};
/** Preferences have other names for it; so have OpenAI's evals and Inspect's samples, where it is a list of turns. */
const promptOf = (table: Table): string | null => {
  const prompt = columnNamed(table, 'prompt');
  if (prompt !== null) return prompt;
  if (preferred(table) !== null) return columnNamed(table, ...names.asked);
  const told = toldPair(table);
  if (told !== null) return told[0];
  const input = columnNamed(table, 'input');
  return input !== null && (holdsWhole(table, input) || sampled(table) === 'ideal') ? input : null;
};
const answerOf = (table: Table): string | null => {
  const told = columnNamed(table, 'prompt') === null ? toldPair(table) : null;
  return columnNamed(table, ...names.completion) ?? preferred(table) ?? told?.[1] ?? sampled(table);
};
/** `ideal` of OpenAI's evals, `target` of Inspect's samples. */
const sampled = (table: Table): string | null =>
  columnNamed(table, 'input') === null ? null : columnNamed(table, 'ideal', 'target');
const expected = '[{"role": "user", "content": "…"}]';

export const promptCompletion = defineForm({
  title: 'prompt and completion',
  continued: true,
  columns(table) {
    const [prompt, completion] = [promptOf(table), answerOf(table)];
    const system = systemColumn(table);
    return prompt && completion ? [prompt, completion, ...(system ? [system] : [])] : null;
  },
  answer: answerOf,
  read(row, table, gold) {
    const prompt = promptOf(table) ?? '';
    const completion = answerOf(table) ?? '';
    // A text may begin with a bracket; lists stand in files that tell them from texts.
    if (!table.odd?.has(prompt) || !holdsTurns(table, prompt)) {
      const text = textOf(row, table, prompt, 'prompt');
      if ('leftOut' in text) return text;
      const user: Turn = { role: 'user', content: text.text };
      if (holdsAnswers(table, completion)) {
        if (cellOf(row, completion) === '') return noAnswerIn(completion);
        const answered = answerTurns(row, completion, expected);
        return withSystem(exchangeOf([user, ...answered], 'prompt+completion'), row, table);
      }
      const answers = gold(row, table, completion);
      if ('leftOut' in answers) return answers;
      return withSystem({ turns: [user], answers }, row, table);
    }
    const asked = turnsIn(row, prompt, expected);
    if (asked === null) return { leftOut: 'no prompt' };
    if (cellOf(row, completion) === '') return noAnswerIn(completion);
    if (!holdsAnswers(table, completion) && completion === sampled(table)) {
      const answers = gold(row, table, completion);
      if ('leftOut' in answers) return answers;
      const all = exchangeOf([...asked, { role: 'assistant', content: answers[0] }], prompt);
      return withSystem('leftOut' in all ? all : { ...all, answers }, row, table);
    }
    const answered = answerTurns(row, completion, expected);
    if (answered.length !== 1)
      throw new LoadError(
        `${completion}: holds ${answered.length} turns: expected one, the assistant's. Move those before the last into the prompt.`,
      );
    return withSystem(exchangeOf([...asked, ...answered], 'prompt+completion'), row, table);
  },
});
