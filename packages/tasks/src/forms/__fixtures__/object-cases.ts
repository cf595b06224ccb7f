/** Rows in which answers or turns are objects, and what they say. */
import { type Case, hello, hi } from './cases.ts';

const answer = ['Hello!\n\n  How are you?'];
const bad = { role: 'assistant', content: 'What?' };
const asked = { turns: [['user', 'Hi']], fields: { text: 'Hi' }, answers: answer } as const;
const short = { ...asked, answers: ['Hello!'] } as const;

export const objectCases: Readonly<Record<string, Case>> = {
  'ShareGPT with preferred turns, as LLaMA-Factory has them': {
    row: {
      conversations: [{ from: 'human', value: 'Hi' }],
      chosen: { from: 'gpt', value: hello.content },
      rejected: { from: 'gpt', value: 'What?' },
    },
    ...asked,
    title: 'ShareGPT conversations',
  },
  'messages with preferred turns': {
    row: { messages: [hi], chosen: hello, rejected: bad },
    ...asked,
    title: 'OpenAI messages',
  },
  'messages with lists of preferred turns': {
    row: { messages: [hi], chosen: [hello], rejected: [bad] },
    ...asked,
    title: 'OpenAI messages',
  },
  'messages that hold the preferred answer': {
    row: { messages: [hi, hello], chosen: [hi, hello], rejected: [hi, bad] },
    ...asked,
    title: 'OpenAI messages',
  },
  'a prompt that is a text, and preferred turns': {
    row: { prompt: 'Hi', chosen: [hello], rejected: [bad] },
    ...asked,
    title: 'prompt and completion',
  },
  'a prompt that is a text, and one preferred turn': {
    row: { prompt: 'Hi', chosen: hello, rejected: bad },
    ...asked,
    title: 'prompt and completion',
  },
  'a question with preferred texts': {
    row: { system: 'Be brief.', question: 'Hi', chosen: 'Hello!', rejected: 'What?' },
    turns: [
      ['system', 'Be brief.'],
      ['user', 'Hi'],
    ],
    fields: { conversation: 'System: Be brief.', text: 'Hi' },
    answers: ['Hello!'],
    title: 'prompt and completion',
  },
  'an instruction with preferred turns': {
    row: { instruction: 'Hi', chosen: hello, rejected: bad },
    ...asked,
    title: 'Alpaca (instruction, input, output)',
  },
  'conversations whose turns begin with what is said': {
    row: {
      prompt: 'Hey',
      chosen: [
        { content: `Hi${' there'.repeat(30)}`, role: 'user' },
        { content: 'Hello!', role: 'assistant' },
      ],
      rejected: [{ content: 'Hey', role: 'user' }, bad],
    },
    turns: [['user', `Hi${' there'.repeat(30)}`]],
    fields: { text: `Hi${' there'.repeat(30)}` },
    answers: ['Hello!'],
    title: 'OpenAI messages',
  },
  'turns as lists of the datasets library': {
    row: { conversations: { from: ['human', 'gpt'], value: ['Hi', 'Hello!'] } },
    ...short,
    title: 'ShareGPT conversations',
  },
  'turns of a speaker and a text': {
    row: {
      messages: [
        { speaker: 'user', text: 'Hi' },
        { speaker: 'assistant', text: 'Hello!' },
      ],
    },
    ...short,
    title: 'OpenAI messages',
  },
  'exchanges by speaker, as Firefly has them': {
    row: {
      conversation: [
        { human: 'Hi', assistant: 'Hello!' },
        { human: 'Bye', assistant: 'See you.' },
      ],
    },
    turns: [
      ['user', 'Hi'],
      ['assistant', 'Hello!'],
      ['user', 'Bye'],
    ],
    fields: { conversation: 'User: Hi\nAssistant: Hello!', text: 'Bye' },
    answers: ['See you.'],
    title: 'ShareGPT conversations',
  },
  'exchanges of input and output, as XTuner has them': {
    row: { conversation: [{ output: 'Hello!', input: 'Hi', system: 'Be brief.' }] },
    turns: [
      ['system', 'Be brief.'],
      ['user', 'Hi'],
    ],
    fields: { conversation: 'System: Be brief.', text: 'Hi' },
    answers: ['Hello!'],
    title: 'ShareGPT conversations',
  },
  'a query and its response, as ms-swift has them': {
    row: { query: 'Hi', response: 'Hello!', history: [['A cat?', 'chat']] },
    turns: [
      ['user', 'A cat?'],
      ['assistant', 'chat'],
      ['user', 'Hi'],
    ],
    fields: { conversation: 'User: A cat?\nAssistant: chat', text: 'Hi' },
    answers: ['Hello!'],
    title: 'Alpaca (instruction, input, output)',
  },
  'an instruction whose input says that there is none': {
    row: { instruction: 'Hi', input: '<noinput>', output: 'Hello!' },
    ...short,
    title: 'Alpaca (instruction, input, output)',
  },
  'turns of a prompter': {
    row: {
      messages: [
        { role: 'prompter', content: 'Hi' },
        { role: 'bot', content: 'Hello!' },
      ],
    },
    ...short,
    title: 'OpenAI messages',
  },
};
