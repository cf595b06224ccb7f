/** Forms of annotation tools, services and training data that are none of those that are read: each is called what it is, with the mend. */
import { LoadError } from '@adaptbench/core';
import { type Table, shownColumns } from '../read/table.ts';
import { columnNamed, preferred } from './form.ts';
import { firstCell } from './json-cell.ts';

/** Usual names of a column of texts. */
export const texts = ['text', 'sentence', 'review', 'content', 'comment'];

const MESSAGES = '{"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}';

interface Foreign {
  /** Columns that are all there, each by one of its names. */
  readonly columns: readonly (readonly string[])[];
  readonly what: string;
}

const known: readonly Foreign[] = [
  {
    columns: [['annotations', 'completions'], ['data']],
    what: 'is what Label Studio exports with all annotations: export it as JSON-MIN or CSV, which has a column for the text and one for its label.',
  },
  {
    columns: [['cats']],
    what: 'holds a score for each label, as spaCy has them (column "cats"): write the label that is 1 into a column of its own, or, where several may be, their list.',
  },
  {
    columns: [['custom_id'], ['body', 'response']],
    what: `holds requests of a batch or their answers: expected both in a row, ${MESSAGES}.`,
  },
  ...[['role', 'content'] as const, ['from', 'value'] as const].map((names) => ({
    columns: names.map((name) => [name]),
    what: `holds one turn a row (columns ${names.map((name) => `"${name}"`).join(', ')}): expected a conversation a row, ${MESSAGES}.`,
  })),
  {
    columns: [['mapping'], ['current_node', 'title']],
    what: `is what ChatGPT exports, messages by identifier: expected a conversation a row, ${MESSAGES}.`,
  },
  {
    columns: [['preferred_output'], ['input']],
    what: 'holds preferences as OpenAI trains on them: write input.messages as "prompt", preferred_output as "chosen" and non_preferred_output as "rejected".',
  },
  {
    columns: [['conversation_a'], ['conversation_b']],
    what: `holds two conversations a row, of which one was preferred: write that one, ${MESSAGES}.`,
  },
  {
    columns: [['instruction'], ['instances']],
    what: 'holds the instances of each instruction in a list: write each as a row, {"instruction": "…", "input": "…", "output": "…"}.',
  },
  {
    columns: [['target_scores'], ['input']],
    what: 'holds a score for each answer (column "target_scores"): write {"question": "…", "choices": ["…", "…"], "answer": "…"}, with the answer whose score is 1.',
  },
];

/** @throws LoadError for a table in such a form */
export function refuseForeign(table: Table): void {
  refusePreferences(table);
  refuseTrees(table);
  refuseTokens(table);
  refuseSpeechless(table);
  const found = known.find(({ columns }) => columns.every((names) => columnNamed(table, ...names) !== null));
  if (found !== undefined && columnNamed(table, 'label', 'labels', 'answer') === null)
    throw new LoadError(`${table.file}: ${found.what}`);
}

/** @throws LoadError for answers that were preferred to others, where they are in no form of which the chosen ones can be read */
function refusePreferences(table: Table): void {
  const chosen = preferred(table);
  if (chosen === null) return;
  if (/^\s*Human:/u.test(firstCell(table, chosen)))
    throw new LoadError(
      `${table.file}: holds preferences as transcripts ("Human: … Assistant: …"): expected what was said before the last answer as "prompt", and the last answers alone as "chosen" and "rejected".`,
    );
  throw new LoadError(
    `${table.file}: holds preferences, columns "${chosen}" and "rejected", whose prompts are in no form that is known: expected a column "prompt", "question" or "instruction", or lists of messages in "${chosen}". Write the prompts and the chosen answers as prompt and completion.`,
  );
}

/** @throws LoadError for messages that say which other one they answer, as OpenAssistant writes its trees: none of them is a conversation */
function refuseTrees(table: Table): void {
  const mend =
    'expected a conversation a row. Write each way from a prompt to an answer as one: {"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}.';
  const prompt = columnNamed(table, 'prompt', 'tree', 'conversation');
  const row = prompt === null ? undefined : table.rows.find(({ values }) => Object.hasOwn(values, prompt));
  if (row !== undefined && /"replies"\s*:\s*\[/u.test(row.values[prompt!]!.slice(0, 100_000)))
    throw new LoadError(`${table.file}: holds trees of messages ("replies" in column "${prompt}"): ${mend}`);
  const parent = columnNamed(table, 'parent_id', 'parent', 'parent_message_id');
  if (
    parent !== null &&
    columnNamed(table, 'role', 'from', 'speaker') !== null &&
    columnNamed(table, ...texts) !== null
  )
    throw new LoadError(
      `${table.file}: holds one message a row, and column "${parent}" says which one it answers: ${mend}`,
    );
}

/** @throws LoadError for numbers of one model's tokens, which no other model reads */
function refuseTokens(table: Table): void {
  const ids = columnNamed(table, 'input_ids', 'token_ids');
  if (ids === null || columnNamed(table, ...texts, 'prompt', 'question') !== null) return;
  throw new LoadError(
    `${table.file}: holds numbers of tokens (column "${ids}"), made for one tokenizer: expected texts. Give the file that they were made of.`,
  );
}

/** @throws LoadError for conversations of which only what was said is there, and not who said it */
function refuseSpeechless(table: Table): void {
  const column = columnNamed(
    table,
    'dialog',
    'dialogue',
    'conversation',
    'conversations',
    'messages',
    'utterances',
    'data',
  );
  if (column === null || !/^\[\s*"/u.test(firstCell(table, column)) || !table.odd?.has(column)) return;
  throw new LoadError(
    `${table.file}: column "${shownColumns([column])}" holds lists of texts, which do not say who speaks: expected ${MESSAGES}.`,
  );
}

/** @throws LoadError for right answers apart from wrong ones: which of them are shown, and in which order, is nothing to guess */
export function refuseApart(table: Table): void {
  const right = columnNamed(table, 'correct_answer', 'correct answer', 'best_answer', 'best answer');
  const wrong = columnNamed(
    table,
    'incorrect_answers',
    'incorrect answers',
    'distractor1',
    'distractors',
    'wrong_answers',
  );
  if (right === null || wrong === null) return;
  throw new LoadError(
    `${table.file}: holds right answers (column "${shownColumns([right])}") apart from wrong ones ("${shownColumns([wrong])}"): expected all in one list and which is right, {"question": "…", "choices": ["…", "…"], "answer": 0}. Mix them, or name a column of free answers with --label-column and --kind generation.`,
  );
}
