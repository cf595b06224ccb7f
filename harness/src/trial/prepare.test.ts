/** What a trial is given to work with: which items come first, and what ends an answer in a chat. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Item } from '@adaptbench/core';
import { describe, expect, test } from 'vitest';
import { ownScratch } from './__fixtures__/own-scratch.ts';
import { type Asked, SHORT, copyWithout, specOf } from './__fixtures__/real.ts';
import { prepare } from './prepare.ts';

const s = ownScratch();
const SIZES = { train: 90, validation: 600, test: 200 };

/** Files with official splits, each sorted by its label: all `bad` first. */
function sorted(name: string): string {
  const dir = path.join(s.dir, name);
  mkdirSync(dir, { recursive: true });
  for (const [split, n] of Object.entries(SIZES)) {
    const rows = Array.from({ length: n }, (_, i) => `${split} text ${i},${i < n / 2 ? 'bad' : 'good'}`);
    writeFileSync(path.join(dir, `${split}.csv`), ['text,label', ...rows, ''].join('\n'));
  }
  return dir;
}
const prepared = ({
  data,
  sizes = {},
  ...asked
}: Partial<Asked> & { readonly data: string; readonly sizes?: Record<string, number> }) =>
  prepare(
    specOf({ method: 'lora', task: { name: 'classification', data, ...sizes }, training: {}, ...asked }),
  );
const bad = (items: readonly Item[]): number => items.filter(({ answer }) => answer === 'bad').length;

describe('of files that are sorted by label', () => {
  test('every beginning of train and validation is a fair sample', async () => {
    const { splits } = await prepared({ data: sorted('sorted') });
    expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual([90, 600, 200]);
    for (const items of [splits.train, splits.validation])
      for (const n of [2, 8, 31, 64])
        expect(Math.abs(bad(items.slice(0, n)) - n / 2), `first ${n}`).toBeLessThanOrEqual(1);
    expect(bad(splits.validation.slice(0, 256))).toBe(128);
  });

  test('a screening judges by a fair sample', async () => {
    const { splits } = await prepared({ data: sorted('sorted'), screen: { steps: 0.5, items: 40 } });
    expect([bad(splits.validation), splits.validation.length, splits.test.length]).toEqual([20, 40, 0]);
  });

  test('the first of train, as exemplars, are of every label, and by seed', async () => {
    const of = async (seed: number) => {
      const { prompt, splits } = await prepared({
        data: sorted('sorted'),
        method: 'icl',
        config: { shots: 2, selection: 'fixed' },
        template: SHORT,
        seed,
      });
      return prompt.write(splits.test[0]!);
    };
    const [one, other] = [await of(0), await of(1)];
    for (const text of [one, other])
      expect(text).toMatch(/Label: (good[^]*Label: bad|bad[^]*Label: good)\n/u);
    expect(other).not.toBe(one);
  });

  test('a limit takes a fair part of validation and test', async () => {
    const { splits } = await prepared({ data: sorted('sorted'), sizes: { limit: 30 } });
    expect([bad(splits.validation), bad(splits.test)]).toEqual([15, 15]);
  });

  test('nothing of the order changes what the data are: their hash is that of the files', async () => {
    const hashes = await Promise.all([
      prepared({ data: sorted('sorted') }),
      prepared({ data: sorted('sorted'), seed: 3 }),
      prepared({ data: sorted('sorted'), seed: 3, sizes: { train: 16 } }),
    ]);
    expect(new Set(hashes.map(({ dataHash }) => dataHash)).size).toBe(1);
  });
});

describe('what ends an answer whose word begins another', () => {
  const file = (): string => {
    const to = path.join(s.dir, 'ratings.csv');
    const rows = Array.from({ length: 40 }, (_, i) => `note ${i},${i % 2 === 0 ? 1 : 10}`);
    writeFileSync(to, ['text,label', ...rows].join('\n'));
    return to;
  };
  const end = async (asked: Partial<Asked>) => {
    const { prompt, splits, model } = await prepared({ data: file(), ...asked });
    const [text] = prompt.trainingTexts(splits.train);
    return [text!.end, model.tokenizer.eos[0]];
  };

  test('is what the template writes after it', async () => {
    const [found] = await end({ template: SHORT });
    expect(found).toEqual({ text: expect.stringMatching(/^\n\nText: note \d+\nLabel:$/u) as string });
  });

  test('is what the chat template writes after an assistant’s', async () => {
    expect((await end({ chat: true }))[0]).toEqual({ text: '<|im_end|>\n' });
  });

  test('is the model’s end token where the chat template knows questions only', async () => {
    const reference = copyWithout([], path.join(s.dir, 'questions-only'));
    const template = `{% for m in messages %}{% if m['role'] != 'user' %}{{ raise_exception('questions only') }}{% endif %}[{{ m['content'] }}]{% endfor %}`;
    writeFileSync(path.join(reference, 'chat_template.jinja'), template);
    const [found, eos] = await end({ chat: true, model: { reference } });
    expect(found).toEqual({ token: eos });
  });

  test('of a generated answer: the token that the chat template writes after one, and a generation stops at it', async () => {
    const reference = copyWithout([], path.join(s.dir, 'other-end'));
    const template = `{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|endoftext|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}`;
    writeFileSync(path.join(reference, 'chat_template.jinja'), template);
    const task = { name: s.sums, kind: 'generation', extract: 'number' };
    const ends = async (chat: boolean) => {
      const { prompt, splits, model } = await prepared({ data: s.sums, chat, task, model: { reference } });
      const [text] = prompt.trainingTexts(splits.train);
      return [text!.end, model.tokenizer.eos];
    };
    expect(await ends(false)).toEqual([{ token: 2 }, [2, 0]]);
    expect(await ends(true)).toEqual([{ token: 0 }, [0, 2]]);
  });
});
