import { createHash } from 'node:crypto';
import { heldOutWordsIn } from '../worlds/index.ts';
import { expect, test } from 'vitest';
import { type Part, drawDocument, shares } from './document.ts';

const documents = (n: number, part: Part = 'train') =>
  Array.from({ length: n }, (_, i) => drawDocument(1, 'everything', part, i));

test('the first thousand documents are the ones that the committed model has read', () => {
  const hash = createHash('sha256');
  for (const { text } of documents(1000)) hash.update(`${text}\n\n`);
  // Another hash means another corpus: the model in packages/embedded/model must then be trained anew.
  expect(hash.digest('hex')).toMatchInlineSnapshot(
    `"2a5be3932e676cb19a3ccdfc1bc442725989997751c34a674976a33fefab2bbf"`,
  );
});

test('no document holds a word that is held out for tasks', () => {
  expect(documents(4000).flatMap(({ text }) => heldOutWordsIn(text))).toEqual([]);
});

test('all kinds of document occur, and what is held back is not in the training part', () => {
  expect(new Set(documents(1000).map((d) => d.kind))).toEqual(
    new Set(shares('everything').map(([name]) => name)),
  );
  const long = (part: Part) => documents(500, part).flatMap(({ text }) => (text.length > 150 ? [text] : []));
  const trained = new Set(long('train'));
  expect(long('held back').filter((text) => trained.has(text))).toEqual([]);
});
