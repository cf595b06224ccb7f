import { type Random, random } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import * as worlds from './index.ts';

const {
  drawChineseReview,
  drawMapping,
  drawProblem,
  drawReview,
  drawTopicSentence,
  drawWorld,
  heldOutWordsIn,
} = worlds;

const draws: Record<string, (r: Random, half: worlds.Half) => string> = {
  reviews: (r, half) => drawReview(r, half).text,
  'Chinese reviews': (r, half) => drawChineseReview(r, half).text,
  topics: (r, half) => drawTopicSentence(r, half).text,
  problems: (r, half) => drawProblem(r, half).question,
  mappings: (r, half) =>
    drawMapping(r, half, 4)
      .pairs.map((p) => `${p.word} ${p.label}`)
      .join(' '),
  facts: (r, half) =>
    drawWorld(r, half, 2)
      .map((f) => f.statement)
      .join(' '),
};

describe.each(Object.entries(draws))('%s', (name, draw) => {
  const texts = (half: worlds.Half): string[] =>
    Array.from({ length: 500 }, (_, i) => draw(random(i, name), half));

  test('the same seed gives the same text', () => {
    expect(texts('heldOut')).toEqual(texts('heldOut'));
    expect(new Set(texts('heldOut')).size).toBeGreaterThan(150);
  });
  test('the pretraining half never holds held-out words', () => {
    expect(texts('pretraining').flatMap(heldOutWordsIn)).toEqual([]);
  });
  test('every item of the held-out half holds some', () => {
    expect(texts('heldOut').filter((text) => heldOutWordsIn(text).length === 0)).toEqual([]);
  });
});

test('a review has the grade that was asked for', () => {
  for (const grade of worlds.grades)
    expect(drawReview(random(1), 'heldOut', { grade, domain: 'hotels' })).toMatchObject({
      grade,
      domain: 'hotels',
    });
});

test('overall rounds halves away from zero', () => {
  expect(worlds.overall([{ grade: 2 }, { grade: 1 }])).toBe(2);
  expect(worlds.overall([{ grade: -2 }, { grade: -1 }])).toBe(-2);
  expect(worlds.overall([{ grade: 1 }, { grade: -1 }])).toBe(0);
});

test('the steps of a problem are true and end in its answer', () => {
  for (let i = 0; i < 300; i++) {
    const { question, steps, answer } = drawProblem(random(i), 'heldOut');
    for (const step of steps) {
      const [, a, sign, b, c] = /^(\d+) ([-+*]) (\d+) = (\d+)\.$/u.exec(step)!.map(String);
      const value = { '+': Number(a) + Number(b), '-': Number(a) - Number(b), '*': Number(a) * Number(b) }[
        sign!
      ];
      expect(Number(c)).toBe(value);
      expect(question).toMatch(new RegExp(String.raw`\b${b}\b`, 'u'));
    }
    expect(steps.at(-1)).toContain(`= ${answer}.`);
    expect(answer).toBeLessThan(100);
  }
});

test('a mapping gives every word of a class the same label', () => {
  const { pairs, classOf } = drawMapping(random(3), 'heldOut', 12);
  for (const { word, label } of pairs) expect(worlds.classes.heldOut[classOf[label]!]).toContain(word);
});

test('what reviews, topics, problems, facts and mappings look like', () => {
  expect(Object.entries(draws).map(([name, draw]) => draw(random(7, name), 'heldOut')))
    .toMatchInlineSnapshot(`
      [
        "The towel proved not annoying and the view looked spotless.",
        "今天包子挺好，感觉送餐速度还挺好。下次还点。",
        "No team ever defeated such a penalty.",
        "Ruth has 7 magnets, gave 3 to Felix and bought 2. How many magnets are there now?",
        "cabbage quon owl zup potato quon carrot quon",
        "Priya has a horse. Igor works as a gardener.",
      ]
    `);
});
