/**
 * Grade-school arithmetic in words, with worked solutions. An instance:
 *
 *   {"question": "A robe takes 2 bolts of blue fiber and half that much white fiber.  How many bolts in total does it take?",
 *    "answer": "It takes 2/2=<<2/2=1>>1 bolt of white fiber\nSo the total amount of fabric is 2+1=<<2+1=3>>3 bolts of fabric\n#### 3"}
 *
 * Source: Cobbe et al. 2021, "Training Verifiers to Solve Math Word Problems" (openai/grade-school-math): train 7,473, test 1,319. The
 * rationale is the solution without calculator marks `<<…>>` and the last line. Read as lm-evaluation-harness does: strictly a number
 * after the first "####" or after "The answer is", leniently that or the last number. Metric: share of right answers.
 */
import { LoadError } from '@adaptbench/core';
import { columnNotes, columnsOf, findColumns } from '../columns.ts';
import { defineTask } from '../definition.ts';
import { extractors } from '../extract/index.ts';
import { questionTask } from '../question-task.ts';

const about = { name: 'gsm8k', version: 2, language: 'en', source: 'GSM8K (Cobbe et al. 2021)' };

export default defineTask({
  ...about,
  kind: 'generation',
  data: 'hf:openai/gsm8k/main',
  open(data, spec) {
    const wanted = {
      text: { named: spec.textColumn, usual: ['question'] },
      answer: { named: spec.labelColumn, usual: ['answer'] },
    };
    const columns = findColumns(data, wanted);
    const columnsIn = columnsOf(columns);
    return {
      task: questionTask(about, 'number'),
      notes: columnNotes(columns, wanted, []),
      draft(row, table) {
        const { text, answer: answerColumn } = columnsIn(table);
        if (answerColumn === null) return { leftOut: 'no column of answers' };
        const question = row.values[text];
        const solution = row.values[answerColumn];
        const [, worked, last] = /^([\s\S]*?)\n?####\s*(\S.*)$/u.exec(solution ?? '') ?? [];
        const answer = extractors.number.canonical(last ?? '');
        if (!question || answer === null)
          throw new LoadError('expected a question, and an answer that ends in "#### " and a number.');
        return { fields: { question }, answer, rationale: worked!.replaceAll(/<<[^>]*>>/gu, '') };
      },
    };
  },
});
