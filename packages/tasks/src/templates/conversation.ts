/**
 * Conversations as plain text, for models without a chat template. Number 0 says who speaks; the others are other usual ways. A
 * conversation of one turn is a transcript of one line.
 */
import type { GenerationTemplate, Item, Turn } from '@adaptbench/core';

/** What stands before a turn, by who says it. */
type Speakers = Readonly<Record<Turn['role'], string>>;

interface Style {
  readonly name: string;
  readonly en: Speakers;
  readonly zh: Speakers;
  /** Between a speaker's name and what is said, and between turns. */
  readonly after: string;
  readonly between: string;
  /** Between two items. */
  readonly separator: string;
}

const styles: readonly [Style, ...Style[]] = [
  {
    name: 'transcript',
    en: { system: 'System:', user: 'User:', assistant: 'Assistant:', tool: 'Tool:' },
    zh: { system: '系统：', user: '用户：', assistant: '助手：', tool: '工具：' },
    after: ' ',
    between: '\n',
    separator: '\n\n',
  },
  {
    name: 'instruction-response',
    en: {
      system: '### System:',
      user: '### Instruction:',
      assistant: '### Response:',
      tool: '### Tool:',
    },
    zh: { system: '### 系统：', user: '### 指令：', assistant: '### 回答：', tool: '### 工具：' },
    after: '\n',
    between: '\n\n',
    separator: '\n\n',
  },
  {
    name: 'human-ai',
    en: { system: 'Setting:', user: 'Human:', assistant: 'AI:', tool: 'Result:' },
    zh: { system: '设定：', user: '人：', assistant: 'AI：', tool: '结果：' },
    after: ' ',
    between: '\n',
    separator: '\n\n',
  },
  {
    name: 'input-output',
    en: { system: 'Task:', user: 'Input:', assistant: 'Output:', tool: 'Result:' },
    zh: { system: '任务：', user: '输入：', assistant: '输出：', tool: '结果：' },
    after: ' ',
    between: '\n',
    separator: '\n\n',
  },
  {
    name: 'bare',
    en: { system: '', user: '', assistant: '', tool: '' },
    zh: { system: '', user: '', assistant: '', tool: '' },
    after: '',
    between: '\n\n',
    separator: '\n\n###\n\n',
  },
];

const isChinese = (language: string): boolean => /^(?:zh|ja)\b/u.test(language);
const speakersOf = (style: Style, language: string): Speakers => (isChinese(language) ? style.zh : style.en);
/** No space follows a full-width colon. */
const afterOf = ({ after }: Style, language: string): string =>
  after === ' ' && isChinese(language) ? '' : after;

/** The conversation as the first template writes it, without what asks for an answer. */
export const transcript = (turns: readonly Turn[], language: string): string =>
  written(turns, styles[0], language);

const written = (turns: readonly Turn[], style: Style, language: string): string =>
  turns
    .map(({ role, content }) => speakersOf(style, language)[role] + afterOf(style, language) + content)
    .join(style.between);

/** The item's conversation; what it asks is the user's turn where it has none. */
const turnsOf = ({ turns, fields }: Item): readonly Turn[] =>
  turns ?? [{ role: 'user', content: fields['text'] ?? '' }];

/**
 * @param continued whether the conversations are texts that their answers continue: then number 0 writes the text alone
 */
export function conversationTemplates(
  language: string,
  continued = false,
): [GenerationTemplate, ...GenerationTemplate[]] {
  const template = (style: Style): GenerationTemplate => {
    const cue = speakersOf(style, language).assistant;
    const space = cue === '' ? (continued ? afterWords(language) : '\n') : afterOf(style, language);
    return {
      name: style.name,
      form: 'open',
      write: (item) =>
        `${written(turnsOf(item), style, language).trimEnd()}${cue === '' ? '' : style.between + cue}`,
      writeAnswer: (item) => space + item.answer,
      separator: style.separator,
      // A chat template has its own words for who speaks: the other styles would be the same again.
      ...(style === styles[0] && !continued ? { turns: turnsOf } : {}),
    };
  };
  const [first, ...rest] = styles;
  const all: [GenerationTemplate, ...GenerationTemplate[]] = [template(first), ...rest.map(template)];
  const bare = continued ? all.find(({ name }) => name === 'bare') : undefined;
  return bare ? [bare, ...all.filter((one) => one !== bare)] : all;
}

/** What parts words. */
const afterWords = (language: string): string => (isChinese(language) ? '' : ' ');
