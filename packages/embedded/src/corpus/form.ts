/** How an input and its output are written in a document of examples: a word before each, an arrow, a separator; drawn by document. */
import type { Random } from '@adaptbench/core';
import { answer } from './answer.ts';
import { capital, chance, pick, words } from '../worlds/index.ts';
import { anyWord, marker } from './made-up.ts';

export interface Form {
  readonly before: string;
  /** Between input and output. */
  readonly after: string;
  /** Before an output. */
  readonly space: string;
  readonly separator: string;
}

const separators = ['\n\n', '\n\n', '\n', '\n###\n', '\n---\n'];
const arrows = [' ->', ' =>', ' =', ' |', ' >>'];

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
  if (at < 0.25) return { before: '', after: arrow(r), space: ' ', separator };
  const before = chance(r, 0.75) ? `${marker(r, inputWords)}: ` : '';
  if (at < 0.42) return { before, after: `\n${ending(r)}`, space: ' ', separator };
  if (at < 0.5) return { before, after: ` ${ending(r)}`, space: ' ', separator };
  return { before, after: `\n${marker(r, outputWords)}:`, space: ' ', separator };
}

/** One of the usual, or any two signs. */
function arrow(r: Random): string {
  if (chance(r, 0.4)) return pick(r, arrows);
  const signs = ` ${pick(r, SIGNS)}${pick(r, SIGNS)}`;
  return heldOutArrows.has(signs) ? arrow(r) : signs;
}
const SIGNS = ['-', '=', '~', '>', '|', '*', '+', '/', '<', '#', '%', '&', ':', '.'];
/** A task asks with these. */
const heldOutArrows: ReadonlySet<string> = new Set([' ~>', ' ==']);

/** The beginning of a sentence that the output ends: one that makes sense, or a few words of any kind. */
function ending(r: Random): string {
  if (chance(r, 0.5)) return pick(r, endings);
  return capital(Array.from({ length: 2 + r.below(3) }, () => anyWord(r)).join(' ')) + pick(r, ['', '', ':']);
}

const chineseInputs = words('评论, 文本, 输入, 句子, 用户, 内容');
const chineseOutputs = words('情感, 标签, 输出, 判断, 类别, 评价');

export function chineseForm(r: Random): Form {
  const separator = pick(r, separators);
  if (chance(r, 0.15)) return { before: '', after: pick(r, arrows), space: ' ', separator };
  const before = chance(r, 0.75) ? `${pick(r, chineseInputs)}：` : '';
  return { before, after: `\n${pick(r, chineseOutputs)}：`, space: '', separator };
}

/** One example; its output is an answer. */
export const writeExample = ({ before, after, space }: Form, input: string, output: string): string =>
  before + input + after + answer(space + output);
