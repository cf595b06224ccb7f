/** How an input and its output are written in a document of examples: a word before each, an arrow, a separator; drawn by document. */
import type { Random } from '@adaptbench/core';
import { chance, pick, words } from '@adaptbench/worlds';

export interface Form {
  readonly before: string;
  /** Between input and output; ends in a space where the language writes one. */
  readonly after: string;
  readonly separator: string;
}

const separators = ['\n\n', '\n\n', '\n', '\n###\n', '\n---\n'];
const arrows = [' -> ', ' => ', ' = ', ' | ', ' >> '];

const inputWords = words(
  'Review, Text, Input, Sentence, Q, Line, Example, Customer, Item, Source, Post, Comment, Given',
);
const outputWords = words(
  'Sentiment, Label, Output, Class, A, Answer, Type, Mark, Group, Result, Target, Tone, Sign',
);
const endings = words('It is, This was, I call it, So it was, In short it was, That means, It goes with');

export function englishForm(r: Random): Form {
  const separator = pick(r, separators);
  const at = r.uniform();
  if (at < 0.2) return { before: '', after: pick(r, arrows), separator };
  const before = chance(r, 0.75) ? `${pick(r, inputWords)}: ` : '';
  if (at < 0.35) return { before, after: `\n${pick(r, endings)} `, separator };
  if (at < 0.42) return { before, after: ` ${pick(r, endings)} `, separator };
  return { before, after: `\n${pick(r, outputWords)}: `, separator };
}

const chineseInputs = words('评论, 文本, 输入, 句子, 用户, 内容');
const chineseOutputs = words('情感, 标签, 输出, 判断, 类别, 评价');

export function chineseForm(r: Random): Form {
  const separator = pick(r, separators);
  if (chance(r, 0.15)) return { before: '', after: pick(r, arrows), separator };
  const before = chance(r, 0.75) ? `${pick(r, chineseInputs)}：` : '';
  return { before, after: `\n${pick(r, chineseOutputs)}：`, separator };
}
