/** Sums as such, and problems in words: with worked steps, without, in several forms. */
import type { Random } from '@adaptbench/core';
import { answer } from './answer.ts';
import { type Problem, between, capital, chance, drawProblem, pick } from '../worlds/index.ts';
import { anyWord, marker } from './made-up.ts';

/** Lines like `3 + 4 = 7`. */
export function equationsDocument(r: Random): string {
  const end = pick(r, ['\n', '. ', ', ']);
  return Array.from({ length: 12 + r.below(8) }, () => equation(r)).join(end);
}

function equation(r: Random): string {
  const sign = pick(r, ['+', '-', '*']);
  if (sign === '*') {
    const [a, b] = [between(r, 2, 5), between(r, 2, 5)];
    return `${a} * ${b} =${answer(` ${a * b}`)}`;
  }
  const [a, b] = [between(r, 1, 25), between(r, 1, 9)];
  return sign === '+' ? `${a} + ${b} =${answer(` ${a + b}`)}` : `${a + b} - ${b} =${answer(` ${a}`)}`;
}

const askWords = ['Question', 'Q', 'Problem', 'Task'];
const replyWords = ['Answer', 'A', 'Solution'];

/** With steps, or the answer alone, bare or in a sentence. */
function drawWriter(r: Random): (p: Problem) => string {
  const ask = chance(r, 0.8) ? `${marker(r, askWords)}: ` : '';
  const reply = chance(r, 0.8) ? `\n${marker(r, replyWords)}:` : ending(r);
  const write = (p: Problem, solution: string): string => ask + p.question + reply + answer(` ${solution}`);
  if (chance(r, 0.6)) return (p) => write(p, `${p.steps.join(' ')} The answer is ${p.answer}.`);
  return chance(r, 0.5) ? (p) => write(p, String(p.answer)) : (p) => write(p, `The answer is ${p.answer}.`);
}
/** Any words, on the same line or the next. */
const ending = (r: Random): string =>
  pick(r, [' ', '\n']) + capital(Array.from({ length: 1 + r.below(3) }, () => anyWord(r)).join(' '));

/** Several problems in one form: whether steps are shown can be learnt from the first. */
export function arithmeticDocument(r: Random): string {
  const write = drawWriter(r);
  return Array.from({ length: 2 + r.below(4) }, () => write(drawProblem(r, 'pretraining'))).join('\n\n');
}
