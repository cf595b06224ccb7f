/** Texts that will be tokenised on the way to answers, tokenised together: one by one, each waits for the tokenizer's thread. */
import type { ScoreRequest } from '../contracts/language-model.ts';
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

/** Requests whose texts are tokenised together: more are not remembered long enough, where each has many continuations. */
const REQUESTS = 16;

/** What `encode` makes of each request, after the texts that it asks for have been tokenised some requests at once. */
export function encodedAhead<T>(
  tokenizer: Tokenizer,
  requests: readonly ScoreRequest[],
  encode: (request: ScoreRequest) => T,
): T[] {
  const encoded: T[] = [];
  for (let at = 0; at < requests.length; at += REQUESTS) {
    const some = requests.slice(at, at + REQUESTS);
    tokenizer.ahead?.(
      some.flatMap(({ context, continuations, end }) => {
        const texts = continuations.map((each) => context + each);
        const ended = end && 'text' in end ? texts.map((text) => text + end.text) : [];
        return [context.trimEnd(), ...texts, ...ended].flatMap(plain);
      }),
    );
    encoded.push(...some.map((request) => encode(request)));
  }
  return encoded;
}

/** Without virtual tokens that lead it; texts that hold others are tokenised in pieces. */
function plain(text: string): string[] {
  const rest = text.replace(/^[\u{F0000}-\u{FFFFD}]+/u, '');
  return /[\u{F0000}-\u{FFFFD}]/u.test(rest) ? [] : [rest];
}
