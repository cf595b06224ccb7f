/** What tasks of questions with free answers share: reading of generated text, templates, lengths. */
import type { GenerationTask } from '@adaptbench/core';
import { type ExtractorName, extractors } from './extract/index.ts';
import { nextQuestion, questionTemplates } from './templates/question.ts';

/** Room for a worked solution: 99 % of GSM8K's are shorter than 256 tokens. */
const MAX_NEW_TOKENS = 256;

/** How the kind of an answer is told in words; numbers and yes or no as Kojima et al. 2022 do. */
const answerForms: Readonly<Record<ExtractorName, { readonly en: string; readonly zh: string } | null>> = {
  number: { en: 'arabic numerals', zh: '阿拉伯数字' },
  letter: { en: 'the letter of one option', zh: '一个选项的字母' },
  yesno: { en: 'Yes or No', zh: '是或否' },
  exact: null,
  text: null,
  json: { en: 'JSON', zh: 'JSON' },
  slots: { en: 'name[value], name[value]', zh: '名称[值], 名称[值]' },
  set: { en: 'labels with commas between them', zh: '用逗号分隔的标签' },
};

export function questionTask(
  about: Pick<GenerationTask, 'name' | 'version' | 'language' | 'source'>,
  extract: ExtractorName,
): GenerationTask {
  const extractor = extractors[extract];
  const form = answerForms[extract];
  return {
    ...about,
    kind: 'generation',
    templates: questionTemplates(about.language),
    reader: { strict: extractor.strict, lenient: extractor.lenient },
    ...(form === null ? {} : { answerForm: /^zh\b/u.test(about.language) ? form.zh : form.en }),
    equal: (answer, gold) => extractor.equal(answer, gold),
    maxNewTokens: MAX_NEW_TOKENS,
    stop: nextQuestion,
  };
}
