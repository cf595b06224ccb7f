import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSet } from './set-syntax.ts';

describe('--set', () => {
  test.each([
    ['lora.rank=1,4,16', 'lora.rank', [1, 4, 16]],
    ['train.learningRate=1e-4,3e-4', 'train.learningRate', [1e-4, 3e-4]],
    ['lora.targetModules=[q_proj,v_proj]', 'lora.targetModules', [['q_proj', 'v_proj']]],
    ['lora.roles=[q],[q,v]', 'lora.roles', [['q'], ['q', 'v']]],
    ['lora.roles=["q","v"], [k]', 'lora.roles', [['q', 'v'], ['k']]],
    ['icl.chooser=random', 'icl.chooser', ['random']],
    ['icl.header="Read, then answer."', 'icl.header', ['Read, then answer.']],
    ['icl.header="a \\" b",c', 'icl.header', ['a " b', 'c']],
    ['icl.calibrate=true,false', 'icl.calibrate', [true, false]],
    ['lora.alpha=null', 'lora.alpha', [null]],
    ['lora.pattern={"q":[1,2]}', 'lora.pattern', [{ q: [1, 2] }]],
    ['lora.x=[[a,b],[c]]', 'lora.x', [[['a', 'b'], ['c']]]],
    ['lora.x=[]', 'lora.x', [[]]],
    ['icl.text=a=b', 'icl.text', ['a=b']],
    ['lora.train.learningRate=1e-3', 'lora.train.learningRate', [1e-3]],
  ])('%s', (text, key, values) => {
    expect(parseSet(text)).toEqual({ key, values });
  });
  test.each([
    ['rank=4', 'expected method.field=value or train.field=value'],
    ['lora.rank', 'expected method.field=value or train.field=value'],
    ['lora.rank=', 'a value is empty (write "" for empty text)'],
    ['lora.rank=1,,2', 'a value is empty (write "" for empty text)'],
    ['lora.x=[1,2', '"]" is missing'],
    ['lora.x=1]', '"]" closes nothing'],
    ['lora.x="a', 'a quote is not closed'],
  ])('%s is refused', (text, why) => {
    expect(() => parseSet(text)).toThrow(`--set ${text}: ${why}`);
  });
  test('takes any JSON value as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 4 }), (values) => {
        const plain = JSON.parse(JSON.stringify(values)) as unknown;
        expect(parseSet(`a.b=${values.map((v) => JSON.stringify(v)).join(',')}`).values).toEqual(plain);
      }),
    );
  });
});
