/** A row in each form, and what it says. */

/** One row in its form, what is before the answer, and the answers. */
export interface Case {
  readonly row: Readonly<Record<string, unknown>>;
  readonly turns: readonly (readonly [string, string])[];
  readonly fields: Readonly<Record<string, string>>;
  readonly answers: readonly string[];
  readonly title: string;
}

export const hi = { role: 'user', content: 'Hi' };
export const hello = { role: 'assistant', content: 'Hello!\n\n  How are you? ' };
export const cases: Readonly<Record<string, Case>> = {
  'messages with a system turn and several turns': {
    row: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        hi,
        hello,
        { role: 'user', content: 'Bye' },
        { role: 'assistant', content: 'See\nyou.' },
      ],
    },
    turns: [
      ['system', 'Be brief.'],
      ['user', 'Hi'],
      ['assistant', 'Hello!\n\n  How are you? '],
      ['user', 'Bye'],
    ],
    fields: {
      conversation: 'System: Be brief.\nUser: Hi\nAssistant: Hello!\n\n  How are you? ',
      text: 'Bye',
    },
    answers: ['See\nyou.'],
    title: 'OpenAI messages',
  },
  'messages with content in parts': {
    row: {
      messages: [
        { role: 'developer', content: [] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'How ' },
            { type: 'text', text: 'far?' },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: ' 3 km\n' }] },
      ],
    },
    turns: [['user', 'How far?']],
    fields: { text: 'How far?' },
    answers: ['3 km'],
    title: 'OpenAI messages',
  },
  'messages with calls of tools': {
    row: {
      messages: [
        { role: 'user', content: '2 + 2?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'add', arguments: '{"a": 2, "b": 2}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: '4' },
        { role: 'assistant', content: 'It is 4.' },
      ],
    },
    turns: [
      ['user', '2 + 2?'],
      ['assistant', '<tool_call>\n{"name": "add", "arguments": {"a": 2, "b": 2}}\n</tool_call>'],
      ['tool', '4'],
    ],
    fields: {
      conversation:
        'User: 2 + 2?\nAssistant: <tool_call>\n{"name": "add", "arguments": {"a": 2, "b": 2}}\n</tool_call>\nTool: 4',
      text: '2 + 2?',
    },
    answers: ['It is 4.'],
    title: 'OpenAI messages',
  },
  'ShareGPT with tools and a call as the answer': {
    row: {
      conversations: [
        { from: 'human', value: 'Weather in Lima?' },
        { from: 'function_call', value: '{"name": "weather", "arguments": {"city": "Lima"}}' },
        { from: 'observation', value: '' },
      ],
      tools: '[{"name": "weather"}]',
    },
    turns: [
      ['system', '<tools>\n[{"name": "weather"}]\n</tools>'],
      ['user', 'Weather in Lima?'],
    ],
    fields: { conversation: 'System: <tools>\n[{"name": "weather"}]\n</tools>', text: 'Weather in Lima?' },
    answers: ['<tool_call>\n{"name": "weather", "arguments": {"city": "Lima"}}\n</tool_call>'],
    title: 'ShareGPT conversations',
  },
  'role and content within conversations': {
    row: { conversations: [hi, hello] },
    turns: [['user', 'Hi']],
    fields: { text: 'Hi' },
    answers: ['Hello!\n\n  How are you?'],
    title: 'ShareGPT conversations',
  },
  'Alpaca with an input': {
    row: { instruction: 'Translate into French.', input: 'cat', output: 'chat' },
    turns: [['user', 'Translate into French.\n\ncat']],
    fields: { text: 'Translate into French.\n\ncat' },
    answers: ['chat'],
    title: 'Alpaca (instruction, input, output)',
  },
  'Alpaca without an input, and a list of right answers': {
    row: { instruction: 'Name a colour.', input: '', output: ['red', 'blue', 'red'] },
    turns: [['user', 'Name a colour.']],
    fields: { text: 'Name a colour.' },
    answers: ['red', 'blue'],
    title: 'Alpaca (instruction, input, output)',
  },
  'Alpaca with what was said before': {
    row: {
      instruction: 'And a cat?',
      output: 'chat',
      history: [
        ['A dog?', 'chien'],
        ['A cow?', 'vache'],
      ],
    },
    turns: [
      ['user', 'A dog?'],
      ['assistant', 'chien'],
      ['user', 'A cow?'],
      ['assistant', 'vache'],
      ['user', 'And a cat?'],
    ],
    fields: {
      conversation: 'User: A dog?\nAssistant: chien\nUser: A cow?\nAssistant: vache',
      text: 'And a cat?',
    },
    answers: ['chat'],
    title: 'Alpaca (instruction, input, output)',
  },
  'calls of two tools in turns of their own': {
    row: {
      conversations: [
        { from: 'human', value: 'Lima?' },
        { from: 'gpt', value: 'I look.' },
        { from: 'function_call', value: '{"name": "a"}' },
        { from: 'function_call', value: '{"name": "b"}' },
        { from: 'observation', value: '1' },
        { from: 'observation', value: '2' },
        { from: 'gpt', value: 'It is so.' },
      ],
    },
    turns: [
      ['user', 'Lima?'],
      [
        'assistant',
        'I look.\n<tool_call>\n{"name": "a"}\n</tool_call>\n<tool_call>\n{"name": "b"}\n</tool_call>',
      ],
      ['tool', '1'],
      ['tool', '2'],
    ],
    fields: {
      conversation:
        'User: Lima?\nAssistant: I look.\n<tool_call>\n{"name": "a"}\n</tool_call>\n<tool_call>\n{"name": "b"}\n</tool_call>\nTool: 1\nTool: 2',
      text: 'Lima?',
    },
    answers: ['It is so.'],
    title: 'ShareGPT conversations',
  },
  'contents of parts, as Gemini has them': {
    row: {
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        { role: 'model', parts: [{ text: 'Hello!' }] },
      ],
    },
    turns: [['user', 'Hi']],
    fields: { text: 'Hi' },
    answers: ['Hello!'],
    title: 'OpenAI messages',
  },
  'preferences, of which the chosen answers are read': {
    row: { prompt: 'The capital of Peru is', chosen: ' Lima.', rejected: ' Rome.' },
    turns: [['user', 'The capital of Peru is']],
    fields: { text: 'The capital of Peru is' },
    answers: ['Lima.'],
    title: 'prompt and completion',
  },
  'preferences of conversations': {
    row: { chosen: [hi, hello], rejected: [hi, { role: 'assistant', content: 'What?' }] },
    turns: [['user', 'Hi']],
    fields: { text: 'Hi' },
    answers: ['Hello!\n\n  How are you?'],
    title: 'OpenAI messages',
  },
  'prompt and completion': {
    row: { prompt: 'The capital of Peru is', completion: ' Lima.' },
    turns: [['user', 'The capital of Peru is']],
    fields: { text: 'The capital of Peru is' },
    answers: ['Lima.'],
    title: 'prompt and completion',
  },
  'prompt and completion as lists of messages': {
    row: { prompt: [{ role: 'system', content: 'Be kind.' }, hi], completion: [hello] },
    turns: [
      ['system', 'Be kind.'],
      ['user', 'Hi'],
    ],
    fields: { conversation: 'System: Be kind.', text: 'Hi' },
    answers: ['Hello!\n\n  How are you?'],
    title: 'prompt and completion',
  },
};

/** Rows that differ in what the user says, with the case's row as the first. */
export const withOthers = ({ row }: Case, n = 12): Record<string, unknown>[] =>
  Array.from({ length: n }, (_, i) =>
    i === 0
      ? row
      : (JSON.parse(
          JSON.stringify(row).replace(/Hi|How |2 \+ 2|Lima\?|cat|a colour|capital/u, (m) => `${m} ${i}`),
        ) as Record<string, unknown>),
  );
