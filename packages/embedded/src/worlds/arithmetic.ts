/**
 * Word problems of one or two steps with numbers up to 34, each with its worked solution: `3 + 4 = 7. 7 * 2 = 14.` Names, objects and
 * frames are partly held out.
 */
import type { Random } from '@adaptbench/core';
import { type Half, type Halves, between, fill, pick, words } from './draw.ts';

export interface Problem {
  readonly question: string;
  /** Equations in order, the last one's result is the answer. */
  readonly steps: readonly string[];
  readonly answer: number;
}

const names: Halves<readonly string[]> = {
  pretraining: words('Tom, Anna, Ben, Lisa, Max, Eva, Paul, Mia, Sam, Nina, Leo, Kate'),
  heldOut: words('Oscar, Ruth, Felix, Martha, Hugo, Clara'),
};
const objects: Halves<readonly string[]> = {
  pretraining: words(
    'apples, books, pens, cards, coins, marbles, stickers, cookies, balls, stamps, eggs, shells',
  ),
  heldOut: words('buttons, pebbles, magnets, candles, badges, ribbons'),
};

type Operator = '+' | '-' | '*';
interface Frame {
  readonly text: string;
  readonly operators: readonly [Operator] | readonly [Operator, Operator];
}
const frame = (text: string, ...operators: [Operator] | [Operator, Operator]): Frame => ({ text, operators });

/** Numbers a, b, c in the order in which they are used. */
const frames: Halves<readonly Frame[]> = {
  pretraining: [
    frame('{p} has {a} {o}. {q} gives {p} {b} more. How many {o} does {p} have now?', '+'),
    frame('There are {a} {o} in a box. {p} puts in {b} more. How many {o} are in the box?', '+'),
    frame('{p} has {a} {o} and loses {b}. How many {o} are left?', '-'),
    frame('{p} had {a} {o}. {p} gave {b} to {q}. How many {o} does {p} have?', '-'),
    frame('{p} buys {a} bags with {b} {o} each. How many {o} are there?', '*'),
    frame('{p} has {a} {o}. {q} gives {p} {b} more. Then {p} loses {c}. How many {o} are left?', '+', '-'),
    frame('{p} had {a} {o}, sold {b} and bought {c}. How many {o} does {p} have now?', '-', '+'),
    frame('{p} buys {a} bags with {b} {o} each and gives {c} to {q}. How many {o} are left?', '*', '-'),
    frame('{p} has {a} boxes of {b} {o} and {c} loose {o}. How many {o} are there?', '*', '+'),
    frame('{p} found {a} {o} on Monday, {b} on Tuesday and {c} on Friday. How many {o} in all?', '+', '+'),
    frame('{p} had {a} {o}. {q} took {b} and Sue took {c}. How many {o} are left?', '-', '-'),
  ],
  // Clauses that the other half has, put together otherwise, around jars.
  heldOut: [
    frame('{p} found {a} {o} and {q} gives {p} {b} more. How many {o} are there?', '+'),
    frame('There are {a} {o} in a jar. {p} puts in {b} more. How many {o} are in the jar now?', '+'),
    frame('There are {a} {o} in a jar. {p} loses {b}. How many {o} are in the jar?', '-'),
    frame('{p} has {a} jars with {b} {o} each. How many {o} does {p} have?', '*'),
    frame(
      '{a} {o} are in a jar. {p} puts in {b} more and gives {c} to {q}. How many {o} are left?',
      '+',
      '-',
    ),
    frame('{p} has {a} {o}, gave {b} to {q} and bought {c}. How many {o} are there now?', '-', '+'),
    frame('{p} buys {a} jars of {b} {o} and loses {c}. How many {o} are left?', '*', '-'),
    frame('{p} found {a} jars with {b} {o} each and {c} loose {o}. How many {o} in all?', '*', '+'),
  ],
};

/** @param steps how many; drawn unless told */
export function drawProblem(r: Random, half: Half, steps: 1 | 2 = pick(r, [1, 2] as const)): Problem {
  const { text, operators } = pick(
    r,
    frames[half].filter((f) => f.operators.length === steps),
  );
  const numbers = drawNumbers(r, operators);
  const [p, q] = r.shuffle(names[half]);
  const question = fill(text, {
    p: p!,
    q: q!,
    o: pick(r, objects[half]),
    a: numbers[0]!,
    b: numbers[1]!,
    c: numbers[2] ?? '',
  });
  return { question, ...solve(numbers, operators) };
}

function solve(
  numbers: readonly number[],
  operators: readonly Operator[],
): Pick<Problem, 'steps' | 'answer'> {
  let answer = numbers[0]!;
  const steps = operators.map((operator, i) => {
    const [a, b] = [answer, numbers[i + 1]!];
    answer = apply(operator, a, b);
    return `${a} ${operator} ${b} = ${answer}.`;
  });
  return { steps, answer };
}

function apply(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
  }
}

/** Operands of 2 to 9, factors of 2 to 5, such that nothing falls below 1. */
function drawNumbers(r: Random, operators: readonly Operator[]): number[] {
  const [first, second] = operators;
  for (;;) {
    const most = first === '*' ? 5 : 9;
    const numbers = [between(r, 2, most), between(r, 2, most), ...(second ? [between(r, 2, 9)] : [])];
    const results: number[] = [];
    let value = numbers[0]!;
    for (const [i, operator] of operators.entries())
      results.push((value = apply(operator, value, numbers[i + 1]!)));
    if (results.every((x) => x > 0)) return numbers;
  }
}

export const heldOutArithmeticWords: readonly string[] = [
  ...names.heldOut,
  ...objects.heldOut,
  ...words('jar, jars'),
];
