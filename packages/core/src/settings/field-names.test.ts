import { expect, test } from 'vitest';
import { fieldsUnder, keyedUnder, ownerOf, partsOf } from './field-names.ts';

test('the fields of a composed method stand under the names of its parts', () => {
  const values = { 'lora.rank': 8, 'lora.train.epochs': 2, 'cot.shots': 4, 'lora+cot.lora.rank': 1 };
  expect(partsOf('lora+cot')).toEqual(['lora', 'cot']);
  expect(fieldsUnder('lora', values)).toEqual({ rank: 8, 'train.epochs': 2 });
  expect(fieldsUnder('lora+cot', values)).toEqual({ 'lora.rank': 1 });
  expect(keyedUnder('cot', { shots: 4 })).toEqual({ 'cot.shots': 4 });
  expect(Object.keys(values).map(ownerOf)).toEqual(['lora', 'lora', 'cot', 'lora+cot']);
});
test('a field may have any name', () => {
  expect(fieldsUnder('lora', keyedUnder('lora', JSON.parse('{"__proto__":1}')))).toEqual(
    JSON.parse('{"__proto__":1}'),
  );
});
