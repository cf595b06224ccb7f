/**
 * Arithmetic in words with two or more steps. An instance (of MultiArith.json, one array):
 *
 *   {"iIndex": 0, "lEquations": ["X=((32.0+42.0)-35.0)"], "lSolutions": [39.0], "sQuestion": " For Halloween Debby and her sister combined
 *    the candy they received. Debby had 32 pieces of candy while her sister had 42. If they ate 35 pieces the first night, how many pieces do
 *    they have left? "}
 *
 * Source: Roy and Roth 2015, "Solving General Arithmetic Word Problems", 600 problems without splits; file of
 * kojima-takeshi188/zero_shot_cot. The rationale is the equation, worked out from the inside: "32 + 42 = 74. 74 - 35 = 39." Metric:
 * share of right answers.
 */
import { LoadError } from '@adaptbench/core';
import { columnNotes, columnsOf, findColumns } from '../columns.ts';
import { defineTask } from '../definition.ts';
import { extractors } from '../extract/index.ts';
import { questionTask } from '../question-task.ts';

const about = { name: 'multiarith', version: 3, language: 'en', source: 'MultiArith (Roy and Roth 2015)' };

const INNERMOST = /\((-?[\d.]+)([-+*/])(-?[\d.]+)\)/u;
const compute: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** `["X=((32.0+42.0)-35.0)"]` → "32 + 42 = 74. 74 - 35 = 39."; null where that does not end in the answer. */
function workedSteps(equation: string, answer: string): string | null {
  const steps: string[] = [];
  let rest = equation.replace(/^\W*X=/u, '');
  for (let m = INNERMOST.exec(rest); m !== null; m = INNERMOST.exec(rest)) {
    const [all, a, sign, b] = m;
    const value = String(compute[sign!]!(Number(a), Number(b)));
    steps.push(`${Number(a)} ${sign} ${Number(b)} = ${value}.`);
    rest = rest.replace(all, value);
  }
  return steps.at(-1)?.endsWith(` = ${answer}.`) === true ? steps.join(' ') : null;
}

export default defineTask({
  ...about,
  kind: 'generation',
  data: null,
  open(data, spec) {
    const wanted = {
      text: { named: spec.textColumn, usual: ['squestion', 'question'] },
      answer: { named: spec.labelColumn, usual: ['lsolutions', 'answer'] },
    };
    const columns = findColumns(data, wanted);
    const columnsIn = columnsOf(columns);
    return {
      task: questionTask(about, 'number'),
      notes: columnNotes(columns, wanted, ['lEquations']),
      draft(row, table) {
        const { text, answer: answerColumn } = columnsIn(table);
        if (answerColumn === null) return { leftOut: 'no column of answers' };
        const question = row.values[text]?.trim();
        const gold = row.values[answerColumn];
        const answer = extractors.number.canonical(gold ?? '');
        if (!question || answer === null) throw new LoadError('expected a question and one number.');
        const rationale = workedSteps(row.values['lEquations'] ?? '', answer);
        return { fields: { question }, answer, ...(rationale === null ? {} : { rationale }) };
      },
    };
  },
});
