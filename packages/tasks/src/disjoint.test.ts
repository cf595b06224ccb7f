/** What the embedded tasks ask is new to the embedded model: neither an item's text nor the words that ask for its answer stand in its corpus. */
import { drawDocument, seed } from '@adaptbench/embedded';
import { expect, test } from 'vitest';
import { allTasks, loadTask } from './index.ts';

/** Of each mixture; the model has read several times as many. */
const DOCUMENTS = 25_000;

const corpus = (['repeats', 'patterns', 'everything'] as const).flatMap((mixture) =>
  Array.from({ length: DOCUMENTS }, (_, i) => drawDocument(seed, mixture, 'train', i).text),
);

/** Those of `texts` that some document holds. */
function found(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  for (const [i, length] of LENGTHS.entries()) {
    const table: string[][] = Array.from({ length: 1 << 16 }, () => []);
    for (const text of texts)
      if (text.length >= length && text.length < (LENGTHS[i + 1] ?? Infinity))
        table[placeOf(text, 0, length)]!.push(text);
    for (const document of corpus)
      for (let at = 0; at + length <= document.length; at++)
        for (const text of table[placeOf(document, at, length)]!)
          if (document.startsWith(text, at) && !insideWord(document, at, text)) seen.add(text);
  }
  return [...seen];
}
/** In a table of texts by four of their first characters. */
const placeOf = (text: string, at: number, length: number): number =>
  (text.charCodeAt(at) * 29_791 +
    text.charCodeAt(at + 1) * 961 +
    text.charCodeAt(at + (length >> 1)) * 31 +
    text.charCodeAt(at + length - 1)) &
  0xffff;
/** A single word is looked for as such: `zup` does not stand in `zupple`. */
const insideWord = (document: string, at: number, text: string): boolean =>
  /^\p{Script=Latin}+$/u.test(text) &&
  [document[at - 1], document[at + text.length]].some((next) => next !== undefined && /\p{L}/u.test(next));
/** Characters of the shortest text that is looked for. */
const SHORTEST = 3;
/** Texts are told apart by so many of their characters, the long ones by more. */
const LENGTHS = [SHORTEST, 12];

const generated = await Promise.all(
  (await allTasks()).filter(({ generate }) => generate).map(({ name }) => loadTask({ name }, 0)),
);

test('no item of train, validation or test stands in the corpus', () => {
  const texts = generated.flatMap(({ task, splits }) =>
    // The things that are mapped are words that the model must know; what they are mapped to stands nowhere.
    task.name === 'mapping' && task.kind === 'classification'
      ? task.labels
      : [...splits.train, ...splits.validation, ...splits.test].flatMap(({ fields }) =>
          Object.values(fields),
        ),
  );
  expect(texts.length).toBeGreaterThan(5 * 1600);
  expect(texts.filter((text) => text.length < SHORTEST)).toEqual([]);
  expect(found(texts)).toEqual([]);
});

test('no template asks for its answer in words of the corpus', () => {
  const MARK = '\u0000';
  const cues = generated.flatMap(({ task, splits }) => {
    const [item] = splits.test;
    const fields = Object.fromEntries(Object.keys(item!.fields).map((field) => [field, MARK]));
    // What stands between the item's text and the answer; where nothing but an arrow does, the arrow.
    return task.templates.map((template) =>
      template
        .write({ ...item!, fields })
        .split(MARK)
        .at(-1)!,
    );
  });
  expect(cues.length).toBeGreaterThanOrEqual(6 * 10);
  expect(found(cues)).toEqual([]);
});

test('what stands in the corpus is found', () => {
  expect(found([corpus.at(-1)!.slice(0, 20), 'no such text'])).toEqual([corpus.at(-1)!.slice(0, 20)]);
});
