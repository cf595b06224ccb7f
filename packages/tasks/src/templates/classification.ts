/** How classification templates are written down, and general ones for a user's own labels. */
import { type ClassificationTemplate, ConfigError, type Item, type Verbalizer } from '@adaptbench/core';

type Words = Readonly<Record<string, string | readonly [string, ...string[]]>>;

/** Words are given as they follow the prompt, separator included. */
function template(
  form: 'cloze' | 'choice',
  name: string,
  write: (fields: Item['fields']) => string,
  words: Words,
): ClassificationTemplate {
  return {
    form,
    name,
    write: (item) => write(item.fields),
    verbalizer: Object.fromEntries(
      Object.entries(words).map(([label, w]) => [label, typeof w === 'string' ? [w] : w]),
    ) as Verbalizer,
    separator: '\n\n',
  };
}
export const cloze = template.bind(null, 'cloze');
export const choice = template.bind(null, 'choice');

/** Letters before listed options. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const list = (labels: readonly string[], last: string): string =>
  labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} ${last} ${labels.at(-1)}`;

/** Labels that a prompt names, unless the user asks for a template that does: more take longer than what is asked. */
const NAMED = 30;

/**
 * Five clozes and five choices for a `text` and labels whose names are words. The first names the labels where they are few: without
 * examples a model cannot know them.
 */
export function generalTemplates(
  labels: readonly string[],
  language: string,
): [ClassificationTemplate, ...ClassificationTemplate[]] {
  const all = /^(zh|ja)\b/u.test(language) ? chineseTemplates(labels) : englishTemplates(labels);
  if (labels.length > NAMED) return all;
  const naming = all.find(({ form }) => form === 'choice') ?? all[0];
  return [naming, ...all.filter((template) => template !== naming)];
}

function englishTemplates(labels: readonly string[]): [ClassificationTemplate, ...ClassificationTemplate[]] {
  const words = Object.fromEntries(labels.map((label) => [label, ` ${label}`]));
  const either = list(labels, 'or');
  const named = labels.join(', ');
  return [
    cloze('text-label', (f) => `Text: ${f['text']}\nLabel:`, words),
    cloze('text-category', (f) => `${f['text']}\nCategory:`, words),
    cloze('input-output', (f) => `Input: ${f['text']}\nOutput:`, words),
    cloze('is-labelled', (f) => `"${f['text']}"\nThis text is labelled as`, words),
    cloze('filed-under', (f) => `The following was filed.\n${f['text']}\nFiled under:`, words),
    choice('which-label', (f) => `Which label fits the text: ${either}?\nText: ${f['text']}\nLabel:`, words),
    choice('options', (f) => `Text: ${f['text']}\nOptions: ${named}\nAnswer:`, words),
    choice('classify', (f) => `Classify the text as ${either}.\n${f['text']}\nAnswer:`, words),
    choice('question-last', (f) => `${f['text']}\nQuestion: Is this ${either}?\nAnswer:`, words),
    ...(labels.length <= LETTERS.length
      ? [
          choice(
            'letters',
            (f) =>
              `Text: ${f['text']}\n${labels.map((l, i) => `${LETTERS[i]}. ${l}`).join('\n')}\nThe letter of the right label is`,
            Object.fromEntries(labels.map((label, i) => [label, ` ${LETTERS[i]}`])),
          ),
        ]
      : []),
  ];
}

function chineseTemplates(labels: readonly string[]): [ClassificationTemplate, ...ClassificationTemplate[]] {
  const words = Object.fromEntries(labels.map((label) => [label, label]));
  const either = labels.join('还是');
  const named = labels.join('、');
  return [
    cloze('text-label', (f) => `文本：${f['text']}\n标签：`, words),
    cloze('text-category', (f) => `${f['text']}\n类别：`, words),
    cloze('input-output', (f) => `输入：${f['text']}\n输出：`, words),
    cloze('belongs-to', (f) => `“${f['text']}”\n这段文字属于：`, words),
    cloze('judged', (f) => `内容：${f['text']}\n判断结果：`, words),
    choice('which-label', (f) => `下面的文本是${either}？\n文本：${f['text']}\n答案：`, words),
    choice('options', (f) => `文本：${f['text']}\n选项：${named}\n答案：`, words),
    choice('classify', (f) => `请把文本分为以下类别之一：${named}。\n${f['text']}\n类别：`, words),
    choice('question-last', (f) => `${f['text']}\n问题：这是${either}？\n回答：`, words),
    choice('choose-one', (f) => `从“${named}”中选择一个最合适的标签。\n文本：${f['text']}\n标签：`, words),
  ];
}

/**
 * A user's own prompt with columns in braces, `Review: {text}\nSentiment:`; each label's word is its name.
 * @throws ConfigError where a column is unknown or the prompt ends in white space
 */
export function ownTemplate(
  text: string,
  index: number,
  columns: readonly string[],
  labels: readonly string[],
  language: string,
): ClassificationTemplate {
  const space = /^(zh|ja)\b/u.test(language) ? '' : ' ';
  return template(
    'cloze',
    `own-${index}`,
    fillIn(text, columns),
    Object.fromEntries(labels.map((label) => [label, space + label])),
  );
}

/** `{column}` → the item's field. */
export function fillIn(text: string, columns: readonly string[]): (fields: Item['fields']) => string {
  const shown = JSON.stringify(text);
  if (text !== text.trimEnd())
    throw new ConfigError(
      `templates: ${shown} ends in white space: end it with the last word or colon; the answer brings its space.`,
    );
  const used = columnsInTemplate(text);
  if (used.length === 0)
    throw new ConfigError(`templates: ${shown} shows no column. Put one in braces, e.g. {${columns[0]}}.`);
  const unknown = used.find((column) => !columns.includes(column));
  if (unknown !== undefined)
    throw new ConfigError(`templates: ${shown}: no column "${unknown}". Columns: ${columns.join(', ')}.`);
  return (fields) => text.replaceAll(/\{([^{}]+)\}/gu, (_, column: string) => fields[column] ?? '');
}

/** Columns that a user's prompt shows. */
export const columnsInTemplate = (text: string): string[] =>
  [...text.matchAll(/\{([^{}]+)\}/gu)].map((m) => m[1]!);
