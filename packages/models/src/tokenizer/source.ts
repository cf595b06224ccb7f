/** Where a tokenizer is, and a trial of it in a process of its own: what a file makes the library die of, it dies of there. */
import { boundedCall } from '@adaptbench/core';
import type { Tokenizer } from '@adaptbench/core';
import { tokenizerFromFolder } from './folder.ts';
import { tokenizerFromGguf } from './gguf.ts';

export interface TokenizerSource {
  readonly kind: 'folder' | 'gguf';
  readonly path: string;
  /** `eos_token_id` of the model it is used for, where that lies elsewhere. */
  readonly modelEnds?: unknown;
}

/** @throws LoadError */
export async function openTokenizer({ kind, path, modelEnds }: TokenizerSource): Promise<Tokenizer> {
  if (kind === 'folder') return tokenizerFromFolder(path, modelEnds);
  const { readGgufMetadata } = await import('../gguf/read-metadata.ts');
  return tokenizerFromGguf(await readGgufMetadata(path));
}

/** Texts of many scripts, and long runs of what expressions repeat. */
const texts = [
  'The film is good, isn’t it? 3.14 and 1,000!',
  'naïve café Straße 你好，世界。 日本語 한국어 русский العربية हिन्दी 👩‍👩‍👧 🎉\u0085\ufeff\u2028\u0000',
  ' \t\r\n\u00a0\u3000',
  ...['a', 'A', '1', '-', '\n', '你', 'aB', 'a1', '!?'].map((text) => text.repeat(2000)),
  ' '.repeat(2000),
];

/** Opens a tokenizer and uses it. @throws LoadError */
export async function useTokenizer(source: TokenizerSource): Promise<null> {
  const tokenizer = await openTokenizer(source);
  for (const text of texts) tokenizer.decode(tokenizer.encode(text));
  return null;
}

/** The same in another process, with an end. @throws LoadError */
export async function tryTokenizer(source: TokenizerSource): Promise<void> {
  await boundedCall<typeof useTokenizer>(new URL('source.ts', import.meta.url), 'useTokenizer', [source], {
    what: `the tokenizer of ${source.path}`,
    mend: 'Is its file damaged, or does an expression in it backtrack? Download it again, or pass --tokenizer FOLDER.',
    seconds: 20,
    mebibytes: 2048,
  });
}
