/** A text as a row of features: its terms of words, then its terms of characters, each kind a row of length 1. */
import type { TfidfConfig } from '../config.ts';
import type { SparseRow } from '../logistic/sparse.ts';
import { type Cutting, characterTerms, wordTerms, writtenWithoutSpaces } from './terms.ts';
import { type Vocabulary, vocabularyOf, weigher } from './vocabulary.ts';

/** A configuration in which nothing is open, and how texts are cut: all that features are made by. */
interface FeatureSettings extends Cutting {
  readonly words: number;
  readonly characters: number;
  readonly leastCharacters: number;
  readonly sublinear: boolean;
}

export interface Features {
  readonly settings: FeatureSettings;
  /** A vocabulary per kind of term, words first. */
  readonly vocabularies: readonly Vocabulary[];
}

/** Training items from which on a term must occur in two of them. */
const MANY = 1000;

export function featuresOf(texts: readonly string[], config: TfidfConfig, language: string): Features {
  const unspaced = writtenWithoutSpaces(texts);
  const settings: FeatureSettings = {
    language,
    unspaced,
    words: config.words,
    characters: config.characters ?? (unspaced ? 3 : 0),
    leastCharacters: config.leastCharacters ?? (unspaced ? 1 : 2),
    sublinear: config.sublinear,
  };
  const options = {
    minDf: config.minDf ?? (texts.length < MANY ? 1 : 2),
    maxFeatures: config.maxFeatures,
  };
  return {
    settings,
    vocabularies: kindsOf(settings).map((terms) => vocabularyOf(texts.map(terms), options)),
  };
}

export const widthOf = ({ vocabularies }: Pick<Features, 'vocabularies'>): number =>
  vocabularies.reduce((n, { terms }) => n + terms.length, 0);

/** Gives the row of a text. */
export function featurer({ settings, vocabularies }: Features): (text: string) => SparseRow {
  let offset = 0;
  const kinds = kindsOf(settings).map((terms, i) => {
    const vocabulary = vocabularies[i]!;
    const kind = { terms, weigh: weigher(vocabulary, settings.sublinear), offset };
    offset += vocabulary.terms.length;
    return kind;
  });
  return (text) => {
    const [columns, values]: [number[], number[]] = [[], []];
    for (const { terms, weigh, offset } of kinds) {
      const row = weigh(terms(text));
      for (let p = 0; p < row.columns.length; p++) {
        columns.push(offset + row.columns[p]!);
        values.push(row.values[p]!);
      }
    }
    return { columns, values };
  };
}

const kindsOf = (s: FeatureSettings): ((text: string) => string[])[] => [
  ...(s.words > 0 ? [wordTerms(s, s.words)] : []),
  ...(s.characters > 0 ? [characterTerms(Math.min(s.leastCharacters, s.characters), s.characters)] : []),
];
