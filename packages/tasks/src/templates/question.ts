/** Ten ways of putting a question (`question`) that is answered freely. */
import type { GenerationTemplate, Item } from '@adaptbench/core';
import { fillIn } from './classification.ts';

/** `space` stands before the answer. */
export function openTemplate(
  name: string,
  write: (question: string) => string,
  space: string,
): GenerationTemplate {
  return {
    name,
    form: 'open',
    write: (item: Item) => write(item.fields['question']!),
    writeAnswer: (item) => space + item.answer,
    separator: '\n\n',
  };
}

/** A user's own prompt with columns in braces. @throws ConfigError where a column is unknown or the prompt ends in white space */
export function ownQuestion(
  text: string,
  index: number,
  columns: readonly string[],
  language: string,
): GenerationTemplate {
  const write = fillIn(text, columns);
  const space = /^(zh|ja)\b/u.test(language) ? '' : ' ';
  return { ...openTemplate(`own-${index}`, () => '', space), write: (item) => write(item.fields) };
}

const english: [string, (q: string) => string][] = [
  ['question-answer', (q) => `Question: ${q}\nAnswer:`],
  ['q-a', (q) => `Q: ${q}\nA:`],
  ['problem-solution', (q) => `Problem: ${q}\nSolution:`],
  ['exercise-result', (q) => `Exercise: ${q}\nResult:`],
  ['answer-the-question', (q) => `Answer the question.\nQuestion: ${q}\nAnswer:`],
  ['asked-replied', (q) => `A pupil was asked: ${q}\nThe pupil replied:`],
  ['task-reply', (q) => `Task: ${q}\nReply:`],
  ['quiz', (q) => `Here is a quiz question. ${q}\nThe correct answer:`],
  ['short-answer', (q) => `${q}\nShort answer:`],
  ['find-out', (q) => `Find the answer: ${q}\nFinal answer:`],
];
const chinese: [string, (q: string) => string][] = [
  ['question-answer', (q) => `问题：${q}\n答案：`],
  ['q-a', (q) => `问：${q}\n答：`],
  ['problem-solution', (q) => `题目：${q}\n解答：`],
  ['exercise-result', (q) => `练习：${q}\n结果：`],
  ['answer-the-question', (q) => `请回答下面的问题。\n问题：${q}\n回答：`],
  ['asked-replied', (q) => `老师问：${q}\n学生答：`],
  ['task-reply', (q) => `任务：${q}\n回复：`],
  ['quiz', (q) => `这是一道测验题。${q}\n正确答案：`],
  ['short-answer', (q) => `${q}\n简短回答：`],
  ['find-out', (q) => `请求出答案：${q}\n最后答案：`],
];

/** Template 0 is the plain `Question: …\nAnswer:`. */
export function questionTemplates(language: string): [GenerationTemplate, ...GenerationTemplate[]] {
  const [first, ...rest] = /^(zh|ja)\b/u.test(language) ? chinese : english;
  const space = /^(zh|ja)\b/u.test(language) ? '' : ' ';
  return [openTemplate(...first!, space), ...rest.map(([name, write]) => openTemplate(name, write, space))];
}

/** The same for texts that are no questions, of which something is made: template 0 is the plain `Input: …\nOutput:`. */
export function inputTemplates(language: string): [GenerationTemplate, ...GenerationTemplate[]] {
  const chinese = /^(zh|ja)\b/u.test(language);
  const plain = chinese
    ? openTemplate('input-output', (q) => `输入：${q}\n输出：`, '')
    : openTemplate('input-output', (q) => `Input: ${q}\nOutput:`, ' ');
  return [plain, ...questionTemplates(language)];
}

/** Labels that a prompt names. */
const NAMED = 30;

/** A text with several labels, which are named where they are few. */
export function setTemplates(
  labels: readonly string[],
  language: string,
): [GenerationTemplate, ...GenerationTemplate[]] {
  const few = labels.length <= NAMED;
  if (/^(zh|ja)\b/u.test(language)) {
    const from = few ? `可选标签：${labels.join('、')}\n` : '';
    return [
      openTemplate('labels', (q) => `${from}文本：${q}\n标签：`, ''),
      openTemplate('which-labels', (q) => `文本：${q}\n${from}哪些标签合适？回答：`, ''),
      openTemplate('tags', (q) => `${q}\n${from}标签列表：`, ''),
    ];
  }
  const named = labels.join(', ');
  return [
    openTemplate(
      'labels',
      (q) => `${few ? `Labels to choose from: ${named}\n` : ''}Text: ${q}\nLabels:`,
      ' ',
    ),
    openTemplate(
      'which-labels',
      (q) => `Text: ${q}\nWhich labels fit${few ? `, of ${named}` : ''}?\nAnswer:`,
      ' ',
    ),
    openTemplate('tags', (q) => `${few ? `Tags: ${named}\n` : ''}${q}\nTagged:`, ' '),
    openTemplate(
      'topics',
      (q) => `List what applies to the text${few ? ` (${named})` : ''}.\n${q}\nList:`,
      ' ',
    ),
  ];
}

/** Beginnings of a next question: a model that goes on with one has answered. */
export const nextQuestion: readonly string[] = [
  '\nQuestion:',
  '\nQ:',
  '\nProblem:',
  '\nExercise:',
  '\nTask:',
  '\n问题：',
  '\n问：',
  '\n题目：',
];
