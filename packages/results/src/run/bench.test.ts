import { describe, expect, test } from 'vitest';
import { type BenchConfig, parseBench } from './bench.ts';

describe('a bench configuration', () => {
  test('is checked and given back', () => {
    const bench: BenchConfig = {
      model: 'm',
      task: { data: 'x.csv' },
      methods: ['icl'],
      set: { 'icl.shots': [0, 4] },
    };
    expect(parseBench(bench)).toEqual(bench);
  });
  test('is refused with every fault at once, near names suggested', () => {
    const bad = { model: 'm', methods: [], seeds: 0, lmit: 3 };
    expect(() => parseBench(bad, 'bench.ts')).toThrow(
      /^bench\.ts: task: is missing; methods: Too small.*; seeds: .*; unknown field "lmit"\. Did you mean "limit"\? Known: model, .*, out$/,
    );
    expect(() => parseBench('text', 'bench.json')).toThrow('bench.json: the configuration: Invalid input');
  });
});
