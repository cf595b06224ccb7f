/**
 * A tokenizer beside embeddings that have fewer rows than it has tokens: ordinary where a token was added and never used, an error from
 * the moment it occurs in a text.
 */
import { LoadError, type Tokenizer } from '@adaptbench/core';

/**
 * The same tokenizer, which throws LoadError where a text holds a token beyond the embeddings.
 * @param rows of the embedding matrix
 * @throws LoadError where the token that begins or ends every text is beyond them
 */
export function withinVocabulary(tokenizer: Tokenizer, rows: number, reference: string): Tokenizer {
  const check = (id: number, what: string): void => {
    if (id < rows) return;
    throw new LoadError(
      `${reference}: ${what} ${JSON.stringify(nameOf(tokenizer, id))} (id ${id}) is beyond the model's ${rows} embeddings: the tokenizer is another model's, or the model was not resized to it. Use the model's own tokenizer (--tokenizer FOLDER), or save the model after resize_token_embeddings(len(tokenizer)).`,
    );
  };
  if (tokenizer.bos !== null) check(tokenizer.bos, 'the token before every text,');
  const eos = tokenizer.eos.filter((id) => id < rows);
  if (eos.length === 0) check(tokenizer.eos[0]!, 'the token that ends a text,');
  const within = (ids: number[]): number[] => {
    for (const id of ids) check(id, 'the token');
    return ids;
  };
  return {
    ...tokenizer,
    eos,
    encode: (text) => within(tokenizer.encode(text)),
    ...(tokenizer.encodeAll === undefined
      ? {}
      : { encodeAll: (texts: readonly string[]) => tokenizer.encodeAll!(texts).map(within) }),
  };
}

/** As it is written; special tokens decode to nothing. */
function nameOf(tokenizer: Tokenizer, id: number): string {
  const text = tokenizer.decode([id]);
  return text === '' ? 'a special token' : text;
}
