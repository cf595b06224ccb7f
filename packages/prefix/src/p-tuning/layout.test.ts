/** Where virtual tokens stand in an item's text. */
import { type PromptContext, VIRTUAL_IDS, applyMethod, encodePair } from '@adaptbench/core';
import { architectureOf } from '@adaptbench/models';
import { byteTokenizer, fixtureModel } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { task } from '../../testing/golden.ts';
import { pTuningConfig } from './config.ts';
import pTuning from './index.ts';
import { parseLayout, tokenCount } from './layout.ts';

const item = { id: '1', fields: { a: 'one\ntwo', b: 'three' }, answer: 'yes' };
const context: PromptContext = {
  task,
  template: 0,
  pool: [],
  seed: 0,
  tokenizer: byteTokenizer,
  contextLength: 100,
  frame: (text) => `<${text}>`,
};
const model = await fixtureModel('tiny-llama', architectureOf);
const bound = (layout: string, template = 0) => {
  const { prompt } = applyMethod(pTuning, pTuningConfig.parse({ layout }), model);
  return prompt.bind({ ...context, template });
};
/** Virtual tokens as [j]. */
const shown = (text: string): string =>
  text.replaceAll(/[\u{F0000}-\u{FFFFD}]/gu, (c) => `[${c.codePointAt(0)! - 0xf0000}]`);
const written = (layout: string, template = 0): string => shown(bound(layout, template).write(item));

describe('a layout', () => {
  it('puts tokens in front of all, directly before the answer, or both', () => {
    expect(written('2@start')).toBe('[0][1]<A: one\ntwo\nB: three =>>');
    expect(written('1@start+2@end')).toBe('[0]<A: one\ntwo\nB: three =>>[1][2]');
  });

  it('puts tokens before and after fields, one or each', () => {
    expect(written('1@before:a+2@after:b')).toBe('<A: [0]one\ntwo\nB: three[1][2] =>>');
    expect(written('1@after:*')).toBe('<A: one\ntwo[0]\nB: three[0] =>>');
    expect(written('1@start+1@before:b+1@after:b+1@end')).toBe('[0]<A: one\ntwo\nB: [1]three[2] =>>[3]');
  });

  it('puts tokens at the ends of the template’s lines, and keeps its order where places meet', () => {
    expect(written('1@line:1+1@line:2')).toBe('<A: one\ntwo[0]\nB: three =>[1]>');
    expect(written('2@line:1+1@after:a')).toBe('<A: one\ntwo[0][1][2]\nB: three =>>');
  });

  it('counts its tokens, each once', () => {
    expect(tokenCount(parseLayout('2@start+3@after:*+1@end'))).toBe(6);
    const three = bound('1@start+1@after:*');
    three.write(item);
    expect(three.notes()).toEqual(["3 of the context's 100 tokens are taken by virtual tokens"]);
  });

  it('never lets a virtual token into what is scored', () => {
    for (const layout of ['2@start', '2@end', '1@before:a+1@after:b+1@line:1+1@end']) {
      const b = bound(layout);
      const { ids, from } = encodePair(byteTokenizer, b.write(item), b.completion(item));
      expect(ids.slice(from)).toEqual([...Buffer.from(' yes')]);
      expect(ids.filter((id) => id >= VIRTUAL_IDS)).toHaveLength(tokenCount(parseLayout(layout)));
      expect(ids.filter((id) => id < VIRTUAL_IDS)).toEqual([
        ...Buffer.from('<A: one\ntwo\nB: three =>> yes'),
      ]);
    }
  });

  it('needs places that the template has', () => {
    expect(() => written('1@after:c')).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: p-tuning.layout: after:c: template lines writes no such field. The items have a, b.]`,
    );
    expect(() => written('1@after:b', 1)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: p-tuning.layout: template loud does not write its fields as they are, so their places cannot be told. Use start and end.]`,
    );
    expect(() => written('1@line:3')).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: p-tuning.layout: line:3: template lines has 2 lines.]`,
    );
    expect(() => written('1@after:a', 1)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigError: p-tuning.layout: template loud does not write its fields as they are, so their places cannot be told. Use start and end.]`,
    );
    expect(written('1@start+1@end', 1)).toBe('[0]<ONE\nT is>[1]');
  });

  it('is refused where it is none', () => {
    for (const layout of [
      '',
      '20',
      '0@start',
      '2@middle',
      '2@start,3@end',
      '2@after',
      '2@line:0',
      '2@start+',
    ])
      expect(pTuningConfig.safeParse({ layout }).success).toBe(false);
  });
});
