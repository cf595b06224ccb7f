/**
 * A prompt and its completion. Instances, the second as TRL writes conversations:
 *
 *   {"prompt": "The capital of Peru is", "completion": " Lima."}
 *   {"prompt": [{"role": "user", "content": "Hi"}], "completion": [{"role": "assistant", "content": "Hello!"}]}
 *
 * Of preferences (`chosen`, `rejected`) the chosen answers are read.
 */
import { LoadError } from '@adaptbench/core';
import { cellOf, textOf } from '../missing.ts';
import { withSystem } from './conversation.ts';
import type { Table } from '../read/table.ts';
import { columnNamed, defineForm, preferred } from './form.ts';
import { holdsLists, listIn } from './json-cell.ts';
import { exchangeOf } from './turns.ts';

const names = { prompt: ['prompt'], completion: ['completion', 'response'] };
const answerOf = (table: Table): string | null => columnNamed(table, ...names.completion) ?? preferred(table);
const expected = '[{"role": "user", "content": "…"}]';

export const promptCompletion = defineForm({
  title: 'prompt and completion',
  continued: true,
  columns(table) {
    const [prompt, completion] = [columnNamed(table, ...names.prompt), answerOf(table)];
    const system = columnNamed(table, 'system');
    return prompt && completion ? [prompt, completion, ...(system ? [system] : [])] : null;
  },
  answer: answerOf,
  read(row, table, gold) {
    const prompt = columnNamed(table, ...names.prompt) ?? '';
    const completion = answerOf(table) ?? '';
    // A text may begin with a bracket; lists stand in files that tell them from texts.
    if (!table.odd?.has(prompt) || !holdsLists(table, prompt)) {
      const text = textOf(row, table, prompt, 'prompt');
      if ('leftOut' in text) return text;
      const answers = gold(row, table, completion);
      if ('leftOut' in answers) return answers;
      return withSystem({ turns: [{ role: 'user', content: text.text }], answers }, row, table);
    }
    const asked = listIn(row, prompt, expected);
    if (asked === null) return { leftOut: 'no prompt' };
    if (cellOf(row, completion) === '')
      return {
        leftOut: 'no answer',
        lacks: 'answer',
        fault: `no answer: column ${JSON.stringify(completion)} is empty. Fill it in, or leave the row out.`,
      };
    const answered = cellOf(row, completion).startsWith('[')
      ? (listIn(row, completion, expected) ?? [])
      : [{ role: 'assistant', content: cellOf(row, completion) }];
    if (answered.length !== 1)
      throw new LoadError(
        `${completion}: holds ${answered.length} turns: expected one, the assistant's. Move those before the last into the prompt.`,
      );
    return withSystem(exchangeOf([...asked, ...answered], 'prompt+completion'), row, table);
  },
});
