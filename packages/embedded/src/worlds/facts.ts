/**
 * Small worlds of people: where each lives, what each does, has and likes. `drawWorld` makes one anew, to be read and asked about in one
 * document; `knownWorld` is the same in every document, so a model can learn it by heart.
 */
import { type Random, random } from '@adaptbench/core';
import { type Half, type Halves, fill, pick, words } from './draw.ts';

export const people: Halves<readonly string[]> = {
  pretraining: words(
    'Alice, Bob, Carol, David, Emma, Frank, Grace, Henry, Irene, Jack, Karen, Lucas, Maria, Noah, Olga, Peter, Rosa, Simon, Tina, Victor, Wendy, Adam, Bella, Carl',
  ),
  heldOut: words('Gustav, Harriet, Igor, Judith, Konrad, Lydia, Milan, Priya'),
};

const relations = {
  city: {
    values: words('Paris, London, Rome, Berlin, Madrid, Oslo, Vienna, Cairo, Lima, Tokyo, Athens, Prague'),
    fact: '{p} lives in {v}.',
    question: 'Where does {p} live?',
  },
  job: {
    values: words(
      'baker, farmer, painter, driver, lawyer, pilot, sailor, tailor, writer, gardener, plumber, cook',
    ),
    fact: '{p} works as a {v}.',
    question: "What is {p}'s job?",
  },
  pet: {
    values: words('dog, cat, horse, rabbit, parrot, mouse, goat, turtle, snake, duck'),
    fact: '{p} has a {v}.',
    question: 'Which animal does {p} have?',
  },
  colour: {
    values: words('red, blue, green, yellow, purple, brown, pink, grey, white, black'),
    fact: "{p}'s favourite colour is {v}.",
    question: 'Which colour does {p} like?',
  },
} as const;

export type Relation = keyof typeof relations;
export const relationNames = Object.keys(relations) as readonly Relation[];

export interface Fact {
  readonly person: string;
  readonly relation: Relation;
  readonly value: string;
  readonly statement: string;
  readonly question: string;
}

export function drawFact(
  r: Random,
  half: Half,
  options: { person?: string; relation?: Relation } = {},
): Fact {
  const person = options.person ?? pick(r, people[half]);
  const relation = options.relation ?? pick(r, relationNames);
  const { values, fact, question } = relations[relation];
  const value = pick(r, values);
  return {
    person,
    relation,
    value,
    statement: fill(fact, { p: person, v: value }),
    question: fill(question, { p: person }),
  };
}

/** `n` facts, each of another person or relation: an answer can be read from one of them only. */
export function drawWorld(r: Random, half: Half, n: number): Fact[] {
  const pairs = people[half].flatMap((person) => relationNames.map((relation) => ({ person, relation })));
  return r
    .shuffle(pairs)
    .slice(0, n)
    .map((pair) => drawFact(r, half, pair));
}

/** Always the same: every person of the corpus with a value for each relation. */
export const knownWorld: readonly Fact[] = people.pretraining.flatMap((person) =>
  relationNames.map((relation) =>
    drawFact(random(1, 'known world', person, relation), 'pretraining', { person, relation }),
  ),
);
