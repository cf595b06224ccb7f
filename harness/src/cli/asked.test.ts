import type { BenchConfig } from '@adaptbench/results';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addSettings, asked } from './asked.ts';

const on = (base: Partial<BenchConfig>, ...args: string[]) =>
  asked(addSettings(new Command()).exitOverride().parse(args, { from: 'user' }), base);
const parse = (...args: string[]) => on({}, ...args);

describe('the flags of a task', () => {
  test('become its fields', () => {
    expect(
      parse(
        '--data=r.csv',
        '--text-column=review',
        '--labels=0=bad,1=good',
        '--delimiter=;',
        '--template=Review: {review}\\nVerdict:',
      ),
    ).toEqual({
      task: {
        name: 'own',
        data: 'r.csv',
        textColumn: 'review',
        labels: { '0': 'bad', '1': 'good' },
        delimiter: ';',
        templates: ['Review: {review}\nVerdict:'],
      },
    });
    expect(parse('--data', 'train=a.csv,test=b.csv', '--kind', 'generation')).toEqual({
      task: { name: 'generation', kind: 'generation', data: { train: 'a.csv', test: 'b.csv' } },
    });
  });
  test('of a configuration file are of the kind that their data say, as on the command line', () => {
    const [one, other] = [{ data: 'r.csv' }, { data: 's.csv', kind: 'generation' }];
    expect(on({ task: one })).toEqual({ task: { data: 'r.csv', name: 'own' } });
    expect(on({ task: [one, other, 'sst2'] }).task).toEqual([
      { data: 'r.csv', name: 'own' },
      { data: 's.csv', kind: 'generation', name: 'generation' },
      'sst2',
    ]);
  });
  test('leave unusable rows out, all or a share', () => {
    const skipped = (...more: readonly string[]) => parse('--data=r.csv', ...more).task;
    expect(skipped('--skip-bad')).toMatchObject({ skipBad: true });
    expect(skipped('--skip-bad', '0.05')).toMatchObject({ skipBad: 0.05 });
    expect(() => skipped('--skip-bad', 'x')).toThrow(
      '--skip-bad: expected a number of at least 0 and at most 1, got "x"',
    );
    expect(() => skipped('--skip-bad', '3')).toThrow('at most 1, got "3"');
  });
  test('choose prompts by index or name', () => {
    expect(parse('--task', 'sst2', '--template', '0,2', '--template', 'cloze')).toEqual({
      task: { name: 'sst2' },
      template: [0, 2, 'cloze'],
    });
  });
  test('give one number of training items or several, and so do seeds', () => {
    expect(parse('--train', '32')).toEqual({ train: 32 });
    expect(parse('--train', '32,128,512')).toEqual({ train: [32, 128, 512] });
    expect(() => parse('--train', '32,x')).toThrow('--train: expected a whole number of at least 0, got "x"');
    expect(parse('--seeds', '3')).toEqual({ seeds: 3 });
    expect(parse('--seeds', '7,')).toEqual({ seeds: [7] });
    expect(() => parse('--seeds', '0')).toThrow('--seeds: expected a whole number of at least 1, got "0"');
  });
  test('name several tasks, with commas or one a flag; a path keeps its commas', () => {
    expect(parse('--task', 'sst2,gsm8k')).toEqual({ task: ['sst2', 'gsm8k'] });
    expect(parse('--task', 'sst2', '--task', 'a,b.csv', '--sampling', 'balanced')).toEqual({
      task: [
        { name: 'sst2', sampling: 'balanced' },
        { name: 'a,b.csv', sampling: 'balanced' },
      ],
    });
    expect(parse('--task', 'a,b.csv')).toEqual({ task: { name: 'a,b.csv' } });
    expect(() => parse('--task', 'sst2,gsm8k', '--text-column', 'x')).toThrow(
      '--text-column: describes one task, this run has 2: write their specifications into a configuration file',
    );
    expect(on({ task: ['sst2', 'gsm8k'] })).toEqual({ task: ['sst2', 'gsm8k'] });
    expect(on({ task: ['sst2', 'gsm8k'] }, '--task', 'sst2')).toEqual({ task: { name: 'sst2' } });
  });
  test('go on top of a configuration file’s task', () => {
    const task = { name: 'x', textColumn: 'a', kind: 'generation' };
    expect(on({ task }, '--text-column', 'b')).toEqual({
      task: { name: 'x', textColumn: 'b', kind: 'generation' },
    });
    expect(on({ task: 'sst2' })).toEqual({ task: { name: 'sst2' } });
    expect(parse()).toEqual({});
  });
});

describe('flags and a configuration file', () => {
  test('join fields that have parts of their own: sets and prices', () => {
    const base = { set: { 'lora.rank': 1 }, prices: { watts: 5 }, sweep: false, limit: 3 };
    expect(on(base, '--set', 'icl.shots=2', '--price-per-hour', '0', '--limit', '4')).toEqual({
      set: { 'lora.rank': 1, 'icl.shots': [2] },
      prices: { watts: 5, perHour: 0 },
      sweep: false,
      limit: 4,
    });
    expect(on({ sweep: true }, '--no-sweep')).toEqual({ sweep: false });
  });
});
