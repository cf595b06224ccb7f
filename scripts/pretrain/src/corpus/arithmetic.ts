/** Sums as such, and problems in words: with worked steps, without, in several forms. */
import type { Random } from '@adaptbench/core';
import { type Problem, between, chance, drawProblem, pick } from '@adaptbench/worlds';

/** Lines like `3 + 4 = 7`. */
export function equationsDocument(r: Random): string {
  const end = pick(r, ['\n', '. ', ', ']);
  return Array.from({ length: 12 + r.below(8) }, () => equation(r)).join(end);
}

function equation(r: Random): string {
  const sign = pick(r, ['+', '-', '*']);
  if (sign === '*') {
    const [a, b] = [between(r, 2, 9), between(r, 2, 9)];
    return `${a} * ${b} = ${a * b}`;
  }
  const [a, b] = [between(r, 1, 79), between(r, 1, 20)];
  return sign === '+' ? `${a} + ${b} = ${a + b}` : `${a + b} - ${b} = ${a}`;
}

const askWords = ['Question', 'Q', 'Problem', 'Task', ''];
const replyWords: Readonly<Record<string, string>> = {
  Question: 'Answer',
  Q: 'A',
  Problem: 'Solution',
  Task: 'Answer',
};

/** With steps, or the answer alone, bare or in a sentence. */
function drawWriter(r: Random): (p: Problem) => string {
  const ask = pick(r, askWords);
  const reply = replyWords[ask];
  const before = ask === '' ? '' : `${ask}: `;
  const after = reply === undefined ? '\n' : `\n${reply}: `;
  if (chance(r, 0.6))
    return (p) => `${before}${p.question}${after}${p.steps.join(' ')} The answer is ${p.answer}.`;
  return chance(r, 0.5)
    ? (p) => `${before}${p.question}${after}${p.answer}`
    : (p) => `${before}${p.question}${after}The answer is ${p.answer}.`;
}

/** Several problems in one form: whether steps are shown can be learnt from the first. */
export function arithmeticDocument(r: Random): string {
  const write = drawWriter(r);
  return Array.from({ length: 2 + r.below(4) }, () => write(drawProblem(r, 'pretraining'))).join('\n\n');
}
