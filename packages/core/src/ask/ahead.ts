/** Texts that will be tokenised on the way to answers, tokenised together: one by one, each waits for the tokenizer's thread. */
import type { Tokenizer } from '../contracts/tokenizer.ts';
import { continuation } from './template.ts';

/** With more words, most texts are but the same prompt with another word. */
const MOST_WORDS = 8;

/** Those that `encodePair` asks for, of each prompt with each word. */
export function readAhead(tokenizer: Tokenizer, prompts: readonly string[], words: readonly string[]): void {
  if (tokenizer.ahead === undefined) return;
  const followed = words.length <= MOST_WORDS ? words : [];
  tokenizer.ahead(
    prompts.flatMap((prompt) =>
      [prompt.trimEnd(), ...followed.map((word) => prompt + continuation(prompt, word))].flatMap(plain),
    ),
  );
}

/** Without virtual tokens that lead it; texts that hold others are tokenised in pieces. */
function plain(text: string): string[] {
  const rest = text.replace(/^[\u{F0000}-\u{FFFFD}]+/u, '');
  return /[\u{F0000}-\u{FFFFD}]/u.test(rest) ? [] : [rest];
}
