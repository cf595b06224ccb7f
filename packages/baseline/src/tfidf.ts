/**
 * TF-IDF of words, word pairs and characters, with logistic regression over the labels: the strongest of what needs no language model on
 * many tasks, trained in seconds. Both halves compute what scikit-learn's TfidfVectorizer and LogisticRegression do.
 */
import { ConfigError, type Tensors, defineMethod, itemText } from '@adaptbench/core';
import { z } from 'zod';
import { labelAnswer } from './answers.ts';
import { tfidfConfig } from './config.ts';
import { artefact, known, numbersOf } from './files.ts';
import { labelled } from './labelled.ts';
import { fitLabels, scoresOf } from './logistic/choice.ts';
import { labelModelSchema, readLabelModel, storedNumbers } from './stored-model.ts';
import { featurer, featuresOf, widthOf } from './text/features.ts';

const artefactSchema = z.object({
  ...labelModelSchema.shape,
  settings: z.object({
    language: z.string(),
    unspaced: z.boolean(),
    words: z.int().min(0),
    characters: z.int().min(0),
    leastCharacters: z.int().min(1),
    sublinear: z.boolean(),
  }),
  terms: z.array(z.array(z.string())),
});

export const tfidf = defineMethod({
  name: 'tfidf',
  family: 'baseline',
  paper: {
    title:
      'A statistical interpretation of term specificity and its application in retrieval (Spärck Jones 1972)',
    url: 'https://doi.org/10.1108/eb026526',
  },
  config: tfidfConfig,
  space: { characters: [null, 5] },
  fit(config, { train, validation }, { task }) {
    labelled(task, 'tfidf');
    const texts = train.map(itemText);
    const features = featuresOf(texts, config, task.language);
    const width = widthOf(features);
    if (width === 0)
      throw new ConfigError(
        `tfidf: no term is left of ${train.length} training items. Lower "minDf", or set "words" or "characters" above 0.`,
      );
    const rowOf = featurer(features);
    const model = fitLabels(
      task,
      { items: train, rows: texts.map(rowOf) },
      { items: validation, rows: validation.map((item) => rowOf(itemText(item))) },
      width,
      config.C,
    );
    const idf: Tensors = new Map(
      features.vocabularies.map((v, i) => [
        `idf.${i}`,
        { shape: [v.terms.length], data: Float32Array.from(v.idf) },
      ]),
    );
    const terms = features.vocabularies.map((v) => v.terms);
    const { labels, C, notes } = model;
    return Promise.resolve({
      files: artefact(
        { labels, C, settings: features.settings, terms },
        new Map([...idf, ...storedNumbers(model, width)]),
      ),
      notes: [`${width} terms`, ...notes],
    });
  },
  open(_config, files, { task }) {
    labelled(task, 'tfidf');
    const { labels, settings, terms } = known(files, artefactSchema);
    const numbers = numbersOf(files);
    const vocabularies = terms.map((own, i) => ({
      terms: own,
      idf: Float64Array.from(numbers(`idf.${i}`, [own.length])),
    }));
    const rowOf = featurer({ settings, vocabularies });
    const model = readLabelModel(labels, widthOf({ vocabularies }), numbers);
    return {
      parameters: model.coefficients.length,
      answer: (items) =>
        Promise.resolve(items.map((item) => labelAnswer(item, scoresOf(model, rowOf(itemText(item)))))),
    };
  },
});
