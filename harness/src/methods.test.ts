import { describe, expect, test } from 'vitest';
import { methods } from './methods.ts';
import { fieldsOf } from '@adaptbench/report';
import { configurations } from './plan/configurations.ts';

describe.each(methods.map((method) => [method.name, method] as const))(
  '%s in the registry',
  (_name, method) => {
    test('explains every field, and needs none to be given', () => {
      expect(fieldsOf(method.config).filter((f) => f.description === '')).toEqual([]);
      expect(method.config.safeParse({})).toMatchObject({ success: true });
    });
    test('has a sweep that its own schema accepts', () => {
      const values = Object.values(method.space).flat();
      expect(configurations(method, {}, true).length).toBeGreaterThan(values.length === 0 ? 0 : 1);
      expect(configurations(method, {}, false)).toHaveLength(1);
    });
  },
);

test('no two methods share a name, and none is called like the training settings', () => {
  const names = methods.map((method) => method.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('train');
});

test('prompting methods are known to train nothing without a model at hand', () => {
  const trains = methods.map((m) => [m.name, configurations(m, {}, false)[0]?.training !== null]);
  expect(Object.fromEntries(trains)).toMatchObject({ icl: false, lora: true });
});
