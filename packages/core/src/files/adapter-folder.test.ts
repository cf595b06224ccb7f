/** What readers of adapter folders say of files and settings: one line, whatever is in them, in time linear in their size. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { adapterJson, checkKnown, peftConfigFile, peftTensors, readFields } from './adapter-folder.ts';
import { LoadError } from '../basics/errors.ts';
import { foreignFile } from './foreign.ts';
import { writeSafetensors } from './safetensors.ts';
import { oneLine, shown, shownNames } from '../basics/shown.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const folder = (config: string): Map<string, Uint8Array> => new Map([['adapter_config.json', bytes(config)]]);
const told = (act: () => unknown): string => {
  try {
    act();
  } catch (e) {
    expect(e).toBeInstanceOf(LoadError);
    expect((e as Error).message).not.toMatch(/\p{Cc}/u);
    return (e as Error).message;
  }
  return 'nothing was thrown';
};

describe('a file', () => {
  it.each([
    ['version https://git-lfs.github.com/spec/v1', 'Git LFS pointer'],
    ['<!DOCTYPE html>', 'web page'],
    ['\n<html lang="en">', 'web page'],
    ['GGUF\u0003\0\0\0', 'GGUF'],
    ['PK\u0003\u0004\0\0\0\0', 'zip archive'],
  ])('%j is %s', (start, what) => {
    expect(foreignFile(bytes(start))).toContain(what);
  });

  it('of safetensors is never taken for another, whatever the length of its header', () => {
    for (const header of [0x0280, 0x8b1f, 0x0480]) {
      const start = new Uint8Array(8);
      new DataView(start.buffer).setBigUint64(0, BigInt(header), true);
      const file = new Uint8Array(8 + header);
      file.set(start);
      file.set(bytes(`{}${' '.repeat(header - 2)}`), 8);
      expect(peftTensors(new Map([['adapter_model.safetensors', file]]))).toEqual(new Map());
    }
  });
});

describe('a configuration', () => {
  it('is an object of bounded depth', () => {
    const deep = (n: number): string => `{"a": ${'['.repeat(n)}${']'.repeat(n)}}`;
    expect(told(() => adapterJson(folder(deep(3000)), 'adapter_config.json', 'x'))).toMatchInlineSnapshot(
      `"adapter_config.json: nested deeper than 32: expected a PEFT configuration."`,
    );
    expect(adapterJson(folder(deep(20)), 'adapter_config.json', 'x')).toHaveProperty('a');
    expect(
      adapterJson(folder(`{"a": "${'[{'.repeat(500)}\\\\", "b": "\\"[["}`), 'adapter_config.json', 'x'),
    ).toHaveProperty('b');
    expect(told(() => adapterJson(folder('"x"'), 'adapter_config.json', 'x'))).toMatchInlineSnapshot(
      `"adapter_config.json: is "x": expected a JSON object."`,
    );
    expect(told(() => adapterJson(folder('{\u001B[2J'), 'adapter_config.json', 'x'))).toMatch(
      /^adapter_config\.json: not JSON/,
    );
  });

  it('is of the kind that is read', () => {
    expect(told(() => peftConfigFile(folder('{"peft_type": "IA3"}'), 'LORA'))).toContain(
      'peft_type is "IA3": expected "LORA"',
    );
    expect(told(() => peftConfigFile(folder('{}'), 'LORA'))).toContain('no peft_type');
    expect(told(() => peftConfigFile(folder('{"fine_tune_type": "lora"}'), 'LORA'))).toContain(
      'is of an adapter that MLX made, which is not read. Put it into its model (mlx_lm.fuse',
    );
  });

  it('may hold what Python writes and JSON does not have', () => {
    const file = folder('{"peft_type": "LORA", "more": NaN, "most": -Infinity, "name": "NaN"}');
    expect(peftConfigFile(file, 'LORA')).toEqual({ peft_type: 'LORA', more: null, most: null, name: 'NaN' });
    expect(told(() => peftConfigFile(folder('{"r": NaN,}'), 'LORA'))).toContain('not JSON');
  });

  it('is told field by field, values cut short', () => {
    const schema = z.looseObject({ r: z.int(), names: z.array(z.string()) });
    const json = { r: 'x'.repeat(1000), names: [1], __proto__: null };
    expect(told(() => readFields('f', json, schema))).toMatchInlineSnapshot(
      `"f: r is "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…: expected number; names.0 is 1: expected string."`,
    );
  });

  it('may hold what is known, and nothing else that is set', () => {
    const known = { r: 'read', old: 'harmless', odd: { refused: 'it is not computed here' } } as const;
    const check = (json: Record<string, unknown>) => (): void => checkKnown('f', json, known, 'Mend it');
    expect(
      told(
        check({ r: 1, old: [1], odd: null, new: null, other: {}, more: [], off: false, none: 0, empty: '' }),
      ),
    ).toBe('nothing was thrown');
    expect(told(check({ odd: [2] }))).toMatchInlineSnapshot(
      `"f: odd is [2]: it is not computed here. Mend it."`,
    );
    expect(told(check({ toString: 1 }))).toMatchInlineSnapshot(
      `"f: toString is 1: this setting is not known here, and may change the answers. Mend it."`,
    );
    expect(told(check(JSON.parse('{"__proto__": 1}') as Record<string, unknown>))).toMatchInlineSnapshot(
      `"f: __proto__ is 1: this setting is not known here, and may change the answers. Mend it."`,
    );
  });
});

describe('tensors', () => {
  it('are numbers', () => {
    const file = writeSafetensors(new Map([['a\u001B', { shape: [2], data: Float32Array.of(1, Infinity) }]]));
    expect(told(() => peftTensors(new Map([['adapter_model.safetensors', file]])))).toMatchInlineSnapshot(
      `"adapter_model.safetensors: a  holds values that are not numbers (NaN or infinite): the training that wrote it diverged, or the file is damaged. Use an earlier checkpoint."`,
    );
  });
});

describe('names and values in messages', () => {
  it('are short and on one line', () => {
    expect(oneLine('a\n\u001B]8;;x\u0007b\u202Ec')).toBe('a ]8;;x b c');
    expect(oneLine('x'.repeat(500))).toHaveLength(118);
    expect(shown({ a: 'x'.repeat(500) })).toHaveLength(58);
    expect(shownNames(['a', 'b', 'c'], 2)).toBe('a, b, … (3 in all)');
    expect(shownNames([])).toBe('nothing');
  });
});
