import { describe, expect, test } from 'vitest';
import { nearest, unknownName } from './suggest.ts';

describe('an unknown name', () => {
  test('is answered with the nearest one and all others, in one line', () => {
    expect(unknownName('method', 'loar', ['icl', 'lora']).message).toBe(
      'unknown method "loar". Did you mean "lora"? Known: icl, lora.',
    );
    expect(unknownName('field', 'rnak', ['rank', 'alpha'], '--set lora.rnak').message).toBe(
      '--set lora.rnak: unknown field "rnak". Did you mean "rank"? Known: rank, alpha.',
    );
  });
  test('gets no suggestion where nothing is near', () => {
    expect(unknownName('method', 'qlora-with-dora', ['icl', 'lora']).message).toBe(
      'unknown method "qlora-with-dora". Known: icl, lora.',
    );
    expect(unknownName('task', 'x', []).message).toBe('unknown task "x". Known: none.');
  });
  test.each([
    ['LORA', 'lora'],
    ['learningrate', 'learningRate'],
    ['targetModule', 'targetModules'],
    ['ilc', 'icl'],
    ['full', null],
  ])('%s → %s', (typed, found) => {
    expect(nearest(typed, ['icl', 'lora', 'learningRate', 'targetModules'])).toBe(found);
  });
});
