import { TaskSpec } from '@adaptbench/tasks';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addBenchFlags } from './bench-flags.ts';
import { type TaskFlags, addTaskFlags, taskOf } from './task-flags.ts';

const parse = (...args: string[]) => {
  const command = addTaskFlags(new Command()).exitOverride();
  return taskOf(command.parse(args, { from: 'user' }).opts<TaskFlags>(), undefined);
};

describe('the flags of a task', () => {
  test('cover every field of a task specification', () => {
    const flags = new Set(addBenchFlags(new Command()).options.map((option) => option.attributeName()));
    const other: Record<string, string> = {
      name: 'task',
      templates: 'template',
      validation: 'limitValidation',
      test: 'limitTest',
    };
    expect(Object.keys(TaskSpec.shape).filter((field) => !flags.has(other[field] ?? field))).toEqual([]);
  });
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
        name: 'classification',
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
  test('choose prompts by index or name', () => {
    expect(parse('--task', 'sst2', '--template', '0,2', '--template', 'cloze')).toEqual({
      task: { name: 'sst2' },
      template: [0, 2, 'cloze'],
    });
  });
  test('give one number of training items or several', () => {
    const train = (text: string) =>
      addBenchFlags(new Command()).exitOverride().parse(['--train', text], { from: 'user' }).opts()['train'];
    expect(train('32')).toBe(32);
    expect(train('32,128,512')).toEqual([32, 128, 512]);
    expect(() => train('32,x')).toThrow('--train: expected a whole number of at least 0, got "x"');
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
    expect(taskOf({}, ['sst2', 'gsm8k'])).toEqual({ task: ['sst2', 'gsm8k'] });
    expect(taskOf({ task: ['sst2'] }, ['sst2', 'gsm8k'])).toEqual({ task: { name: 'sst2' } });
  });
  test('go on top of a configuration file’s task', () => {
    expect(taskOf({ textColumn: 'b' }, { name: 'x', textColumn: 'a', kind: 'generation' })).toEqual({
      task: { name: 'x', textColumn: 'b', kind: 'generation' },
    });
    expect(taskOf({}, 'sst2')).toEqual({ task: { name: 'sst2' } });
    expect(taskOf({}, undefined)).toEqual({});
  });
});
