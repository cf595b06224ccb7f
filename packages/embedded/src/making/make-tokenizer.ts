/** The corpus's own tokenizer: trained on its first documents, read back as any other tokenizer is. */
import type { Tokenizer } from '@adaptbench/core';
import { tokenizerFromFolder } from '@adaptbench/models';
import { drawDocument } from '../corpus/document.ts';
import { CONTEXT, TOKENIZER_DOCUMENTS, VOCABULARY, config, seed } from '../recipe.ts';
import { tokenizerConfig, tokenizerJson } from './tokenizer/files.ts';
import { countPieces, trainBpe } from './tokenizer/train-bpe.ts';
import { writeTokenizer } from './write-folder.ts';

/** Besides merges: the 256 bytes and the end of a text. */
const BASE = 257;

function* documents(): Generator<string> {
  for (let i = 0; i < TOKENIZER_DOCUMENTS; i++) yield drawDocument(seed, 'everything', 'train', i).text;
}

/** Writes the tokenizer's files into the folder and opens them. */
export async function makeTokenizer(folder: string): Promise<Tokenizer> {
  const merges = trainBpe(countPieces(documents()), VOCABULARY - BASE);
  await writeTokenizer(folder, tokenizerJson(merges), tokenizerConfig(CONTEXT));
  const tokenizer = await tokenizerFromFolder(folder, config.eos_token_id);
  if (tokenizer.vocabularySize !== VOCABULARY)
    throw new Error(`internal: the corpus gave ${tokenizer.vocabularySize} tokens, expected ${VOCABULARY}`);
  return tokenizer;
}
