/** Forms that are not read are called what they are. */
import { expect, it } from 'vitest';
import { fault, lines } from '../__fixtures__/own-data.ts';

const said = (row: (i: number) => object): Promise<string> =>
  fault({ 'a.jsonl': lines(Array.from({ length: 30 }, (_, i) => row(i))) }, { name: 'own' });

it.each<[string, (i: number) => object, string]>([
  [
    'OpenAssistant’s messages',
    (i) => ({ message_id: `${i}`, parent_id: i % 2 ? `${i - 1}` : null, role: 'prompter', text: `t ${i}` }),
    'holds one message a row, and column "parent_id" says which one it answers: expected a conversation a row.',
  ],
  [
    'OpenAssistant’s trees',
    (i) => ({ prompt: { text: `Q ${i}`, role: 'prompter', replies: [{ text: 'A', replies: [] }] } }),
    'holds trees of messages ("replies" in column "prompt"): expected a conversation a row.',
  ],
  [
    'Label Studio’s annotations',
    (i) => ({ id: i, data: { text: `t ${i}` }, annotations: [{ result: [] }] }),
    'is what Label Studio exports with all annotations: export it as JSON-MIN or CSV',
  ],
  [
    'spaCy’s scores',
    (i) => ({ text: `t ${i}`, cats: { A: 1, B: 0 } }),
    'holds a score for each label, as spaCy',
  ],
  [
    'a turn a row',
    (i) => ({ conversation_id: i >> 1, role: i % 2 ? 'assistant' : 'user', content: `t ${i}` }),
    'holds one turn a row (columns "role", "content"): expected a conversation a row',
  ],
  [
    'records within records',
    (i) => ({ _id: `${i}`, _source: { text: `t ${i}`, label: 'a' } }),
    'Column "_source" has "label" within: write what is in it into columns of its own, e.g. with jq -c \'.["_source"]\'.',
  ],
  [
    'requests of a batch',
    (i) => ({ custom_id: `${i}`, body: { messages: [{ role: 'user', content: 'Hi' }] } }),
    'holds requests of a batch or their answers',
  ],
  ['a chat’s export', (i) => ({ title: `${i}`, mapping: { a: {} } }), 'is what ChatGPT exports'],
  [
    'preferences of OpenAI',
    (i) => ({ input: { messages: [] }, preferred_output: [{ role: 'assistant', content: `${i}` }] }),
    'holds preferences as OpenAI trains on them',
  ],
  [
    'preferences as transcripts',
    (i) => ({ chosen: `\n\nHuman: ${i}\n\nAssistant: A`, rejected: '\n\nHuman: Q\n\nAssistant: B' }),
    'holds preferences as transcripts ("Human: … Assistant: …")',
  ],
  [
    'tokens',
    (i) => ({ input_ids: [1, 2, i], labels: [1, 2, 3] }),
    'holds numbers of tokens (column "input_ids")',
  ],
  [
    'right answers apart from wrong ones',
    (i) => ({ question: `Q ${i}`, category: 'a', correct_answer: 'x', incorrect_answers: ['y', 'z'] }),
    'holds right answers (column "correct_answer") apart from wrong ones ("incorrect_answers")',
  ],
  [
    'what was said without who said it',
    (i) => ({ id: i, data: [`Q ${i}`, 'A'] }),
    'column "data" holds lists of texts, which do not say who speaks',
  ],
])('%s', async (_what, row, message) => {
  expect(await said(row)).toContain(message);
});
