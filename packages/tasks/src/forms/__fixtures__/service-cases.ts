/** Rows as services, libraries and evaluations write conversations, and what they say. */
import { type Case, hello, hi } from './cases.ts';

const greeting = ['Hello!\n\n  How are you?'];
const plain = { turns: [['user', 'Hi']], fields: { text: 'Hi' }, answers: greeting } as const;
const brief = {
  turns: [
    ['system', 'Be brief.'],
    ['user', 'Hi'],
  ],
  fields: { conversation: 'System: Be brief.', text: 'Hi' },
  answers: greeting,
} as const;
const contents = [
  { role: 'user', parts: [{ text: 'Hi' }] },
  { role: 'model', parts: [{ text: hello.content }] },
];
const constructed = (name: string, content: string) => ({
  lc: '1',
  type: 'constructor',
  id: ['langchain', 'schema', 'messages', name],
  kwargs: { content, additional_kwargs: { n: '1' } },
});

export const serviceCases: Readonly<Record<string, Case>> = {
  'Vertex with a system’s instruction': {
    row: { systemInstruction: { role: 'system', parts: [{ text: 'Be brief.' }] }, contents },
    ...brief,
    title: 'OpenAI messages',
  },
  'Bedrock with a system in parts': {
    row: {
      system: [{ text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'Hi' }] },
        { role: 'assistant', content: [{ text: hello.content }] },
      ],
    },
    ...brief,
    title: 'OpenAI messages',
  },
  'Anthropic with what was thought': {
    row: {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'A greeting.', text: '' },
            { type: 'text', text: hello.content },
          ],
        },
      ],
    },
    ...plain,
    title: 'OpenAI messages',
  },
  'OpenOrca’s column of the system': {
    row: { system_prompt: 'Be brief.', prompt: 'Hi', response: hello.content },
    ...brief,
    title: 'prompt and completion',
  },
  'OpenOrca’s questions': {
    row: { system_prompt: 'Be brief.', question: 'Hi', response: hello.content },
    ...brief,
    title: 'prompt and completion',
  },
  'a user and an assistant with a system': {
    row: { system: 'Be brief.', user: 'Hi', assistant: hello.content },
    ...brief,
    title: 'prompt and completion',
  },
  'a question and an answer with a system': {
    row: { system: 'Be brief.', question: 'Hi', answer: hello.content },
    ...brief,
    title: 'prompt and completion',
  },
  'an input that pandas found missing': {
    row: { instruction: 'Hi', input: 'nan', output: hello.content },
    ...plain,
    title: 'Alpaca (instruction, input, output)',
  },
  'OpenAI’s evals': {
    row: { input: [{ role: 'system', content: 'Be brief.' }, hi], ideal: hello.content },
    ...brief,
    title: 'prompt and completion',
  },
  'OpenAI’s evals with several right answers': {
    row: { input: [hi], ideal: ['Hello!', 'Hi!'] },
    ...plain,
    answers: ['Hello!', 'Hi!'],
    title: 'prompt and completion',
  },
  'Inspect’s samples': {
    row: { id: '1', input: [hi], target: hello.content },
    ...plain,
    title: 'prompt and completion',
  },
  'LangChain’s messages as dicts': {
    row: {
      messages: [
        { type: 'human', data: { content: 'Hi', additional_kwargs: { n: '1' } } },
        { type: 'ai', data: { content: hello.content, response_metadata: { model: 'x' } } },
      ],
    },
    ...plain,
    title: 'OpenAI messages',
  },
  'LangChain’s messages as they are serialised': {
    row: {
      messages: [
        constructed('SystemMessage', 'Be brief.'),
        constructed('HumanMessage', 'Hi'),
        constructed('AIMessageChunk', hello.content),
      ],
    },
    ...brief,
    title: 'OpenAI messages',
  },
  'LangChain’s calls': {
    row: {
      messages: [
        { type: 'human', content: 'Hi', tool_calls: [] },
        {
          type: 'ai',
          content: '',
          tool_calls: [{ name: 'f', args: { a: 'x' }, id: '1', type: 'tool_call' }],
        },
        { type: 'tool', content: '5', tool_call_id: '1', tool_calls: [] },
        { type: 'ai', content: hello.content, tool_calls: [] },
      ],
    },
    turns: [
      ['user', 'Hi'],
      ['assistant', '<tool_call>\n{"name": "f", "arguments": {"a":"x"}}\n</tool_call>'],
      ['tool', '5'],
    ],
    fields: {
      conversation:
        'User: Hi\nAssistant: <tool_call>\n{"name": "f", "arguments": {"a":"x"}}\n</tool_call>\nTool: 5',
      text: 'Hi',
    },
    answers: greeting,
    title: 'OpenAI messages',
  },
};
