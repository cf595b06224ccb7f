import { expect, test } from 'vitest';
import { trainSettings } from '@adaptbench/core';
import { z } from 'zod';
import { fieldsOf } from './fields.ts';

test('a schema’s fields are listed with type, range, default and description', () => {
  const schema = z.object({
    rank: z.int().min(1).max(256).default(8).describe('Rank of the update'),
    alpha: z.number().positive().optional(),
    roles: z.array(z.enum(['q', 'k', 'v'])).default(['q', 'v']),
    scale: z.union([z.literal('auto'), z.number()]).default('auto'),
    seedless: z.boolean().default(false),
    limit: z.int().nullable().default(null),
  });
  expect(fieldsOf(schema)).toEqual([
    { name: 'rank', type: 'integer 1..256', default: 8, description: 'Rank of the update' },
    { name: 'alpha', type: 'number > 0', default: undefined, description: '' },
    { name: 'roles', type: 'list of q | k | v', default: ['q', 'v'], description: '' },
    { name: 'scale', type: 'auto | number', default: 'auto', description: '' },
    { name: 'seedless', type: 'boolean', default: false, description: '' },
    { name: 'limit', type: 'integer | null', default: null, description: '' },
  ]);
});

test('every training setting has a default and a description', () => {
  const bare = fieldsOf(trainSettings).filter((f) => f.default === undefined || f.description === '');
  // Absent is its default: a trial with a rate of its own has no factor.
  expect(bare.map(({ name }) => name)).toEqual(['rateFactor']);
});

test('a schema that is no object has no fields', () => expect(fieldsOf(z.string())).toEqual([]));
