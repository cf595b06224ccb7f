/**
 * What implementations of tokenizers get wrong, each kind with several members: public reports are huggingface/tokenizers#1217, #575, #1391,
 * #1408, tokenizers.js#26, transformers.js#74, swift-transformers#387. Remake the values with `python packages/testing/golden/tokenizer_kinds.py`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tokenizerFromFolder } from './folder.ts';

interface Golden {
  readonly cases: Readonly<
    Record<
      string,
      {
        readonly bos: number | null;
        readonly eos: number;
        readonly texts: readonly (readonly [text: string, ids: number[], decoded: string])[];
        readonly files: Readonly<Record<string, object>>;
      }
    >
  >;
}

const golden = JSON.parse(
  readFileSync(new URL('__fixtures__/kinds.json', import.meta.url), 'utf8'),
) as Golden;
const scratch = mkdtempSync(join(tmpdir(), 'adaptbench-'));
afterAll(() => rmSync(scratch, { recursive: true }));

test.each(Object.entries(golden.cases))(
  '%s: ids and texts are those of transformers',
  async (name, wanted) => {
    const folder = mkdtempSync(join(scratch, 'case-'));
    for (const [file, content] of Object.entries(wanted.files))
      writeFileSync(join(folder, file), JSON.stringify(content));
    const tokenizer = await tokenizerFromFolder(folder);
    expect([name, tokenizer.bos, tokenizer.eos]).toEqual([name, wanted.bos, [wanted.eos]]);
    expect(tokenizer.encodeAll!(wanted.texts.map(([text]) => text))).toEqual(
      wanted.texts.map(([, ids]) => ids),
    );
    for (const [text, ids, decoded] of wanted.texts) {
      expect([text, tokenizer.encode(text)]).toEqual([text, ids]);
      expect([text, tokenizer.decode(ids)]).toEqual([text, decoded]);
    }
  },
);
