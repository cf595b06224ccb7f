/** Prompts as conversations: what the asked item and its exemplars say, and what is trained on. */
import { describe, expect, it } from 'vitest';
import { labelForm } from './label-form.ts';
import { plainPrompt } from './plain-prompt.ts';
import { goldCompletion, promptWriter, reframed } from './write.ts';
import { mergingTokenizer } from './__fixtures__/merging-tokenizer.ts';
import { ConfigError } from '../basics/errors.ts';
import type { PromptContext } from '../contracts/prompt.ts';
import type { ClassificationTask, GenerationTask, Item, Turn } from '../contracts/task.ts';

const say = (role: Turn['role'], content: string): Turn => ({ role, content });
const item = (id: string, answer: string, ...turns: readonly Turn[]): Item => ({
  id,
  fields: {},
  answer,
  turns,
});
const words = (turns: readonly Turn[]): string => turns.map(({ content }) => content).join('\n');
const talk: GenerationTask = {
  kind: 'generation',
  name: 'talk',
  version: 1,
  language: 'en',
  source: 'made up',
  templates: [
    {
      name: 'turns',
      form: 'open',
      write: ({ turns = [] }) => `${words(turns)}\nAnswer:`,
      turns: ({ turns = [] }) => turns,
      writeAnswer: ({ answer }) => ` ${answer}`,
      separator: '\n\n',
    },
  ],
  reader: { strict: (text) => text.trim(), lenient: (text) => text.trim() },
  equal: (a, b) => a === b,
  maxNewTokens: 20,
  stop: [],
};
const conversation = {
  lead: ' ',
  write: (turns: readonly Turn[]) =>
    `${turns.map(({ role, content }) => `<${role}>${content}`).join('')}<assistant>`,
};
const context = (more: Partial<PromptContext> = {}): PromptContext => ({
  task: talk,
  template: 0,
  pool: [],
  seed: 0,
  tokenizer: mergingTokenizer(null),
  contextLength: 1000,
  frame: (text) => `[${text}]`,
  ...more,
});
const asked = item(
  'a',
  'three\n\nlines',
  say('system', 'S'),
  say('user', 'q'),
  say('assistant', 'r'),
  say('user', 'p'),
);
const shown = item('b', 'no\nyes', say('system', 'T'), say('user', 'x'));

describe('a template with turns', () => {
  it('is a conversation where the model has a chat template: one system, exemplars as turns before the item', () => {
    const write = promptWriter(context({ conversation }));
    expect(write(asked)).toBe('<system>S<user>q<assistant>r<user>p<assistant>');
    expect(write(asked, [shown])).toBe(
      '<system>S<user>x<assistant>no\nyes<user>q<assistant>r<user>p<assistant>',
    );
    expect(write(shown, [asked])).toBe(
      '<system>T<user>q<assistant>r<user>p<assistant>three\n\nlines<user>x<assistant>',
    );
  });

  it('is one text in the frame without one', () => {
    const write = promptWriter(context());
    expect(write(shown, [asked])).toBe('[S\nq\nr\np\nAnswer: three\n\nlines\n\nT\nx\nAnswer:]');
  });

  it('trains on the answer alone, line breaks and all, as the chat template begins and ends it', () => {
    const own = context({ conversation });
    const [text] = plainPrompt.bind(own).trainingTexts([asked]);
    expect(text).toEqual({
      context: '<system>S<user>q<assistant>r<user>p<assistant>',
      completion: ' three\n\nlines',
      end: { token: own.tokenizer.eos[0] },
    });
    const broken = { ...own, conversation: { ...conversation, lead: '\n' } };
    expect(goldCompletion(broken, 'any', asked)).toBe('\nthree\n\nlines');
  });

  it('asks for labels within the conversation, which ends them as the chat template does', () => {
    const mood: ClassificationTask = {
      ...talk,
      kind: 'classification',
      labels: ['bad', 'good'],
      templates: [
        {
          name: 'mood',
          form: 'cloze',
          write: ({ turns = [] }) => words(turns),
          turns: ({ turns = [] }) => turns,
          verbalizer: { bad: [' bad'], good: [' good', ' good of all'] },
          separator: '\n\n',
        },
      ],
    };
    const own = context({ task: mood, conversation, ending: () => ({ text: '</s>' }) });
    expect(promptWriter(own)({ ...asked, answer: 'bad' }, [{ ...shown, answer: 'good' }])).toBe(
      '<system>S<user>x<assistant>good<user>q<assistant>r<user>p<assistant>',
    );
    expect(labelForm(own, mood, asked).end).toEqual({ text: '</s>' });
  });

  it('keeps what stands around every prompt, and names the item that cannot be written', () => {
    const around = reframed(context({ conversation }), (text) => `{${text}}`);
    expect(promptWriter(around)(shown)).toBe('{<system>T<user>x<assistant>}');
    expect(around.frame('a')).toBe('{[a]}');
    const refusing = {
      ...conversation,
      write: () => {
        throw new ConfigError('no tools.');
      },
    };
    expect(() => promptWriter(context({ conversation: refusing }))(shown)).toThrow(
      new ConfigError('item b: no tools.'),
    );
  });
});
