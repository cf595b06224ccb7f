/** What tasks of questions with free answers share: reading of generated text, templates, lengths. */
import type { GenerationTask } from '@adaptbench/core';
import { type ExtractorName, extractors } from './extract/index.ts';
import { nextQuestion, questionTemplates } from './templates/question.ts';

/** Room for a worked solution: 99 % of GSM8K's are shorter than 256 tokens. */
const MAX_NEW_TOKENS = 256;

export function questionTask(
  about: Pick<GenerationTask, 'name' | 'version' | 'language' | 'source'>,
  extract: ExtractorName,
): GenerationTask {
  const extractor = extractors[extract];
  return {
    ...about,
    kind: 'generation',
    templates: questionTemplates(about.language),
    reader: { strict: extractor.strict, lenient: extractor.lenient },
    equal: (answer, gold) => extractor.equal(answer, gold),
    maxNewTokens: MAX_NEW_TOKENS,
    stop: nextQuestion,
  };
}
