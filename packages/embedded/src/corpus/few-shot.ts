/**
 * Several examples of one task in one form, with labels that are often redrawn: which label stands for what must be read from the
 * context. The form, the separator and the labels differ between documents.
 */
import type { Random } from '@adaptbench/core';
import {
  type Grade,
  chance,
  drawChineseReview,
  drawReview,
  drawTopicSentence,
  pick,
  pickMany,
  topicNames,
} from '../worlds/index.ts';
import { meaninglessLabels } from './made-up.ts';
import { chineseForm, englishForm, writeExample } from './form.ts';

/** Examples whose classes are numbers from 0 on. */
interface Source {
  readonly classes: number;
  /** Label words by class that mean what they say. */
  readonly usual: readonly (readonly string[])[];
  draw(r: Random): { readonly text: string; readonly kind: number };
  readonly chinese: boolean;
}

/** Grades by class: without the grade between them, with it, each for itself. */
const scales: readonly (readonly (readonly Grade[])[])[] = [
  [
    [-2, -1],
    [1, 2],
  ],
  [[-2, -1], [0], [1, 2]],
  [[-2], [-1], [0], [1], [2]],
];
const usualEnglish: readonly Source['usual'][] = [
  [
    ['negative', 'positive'],
    ['bad', 'good'],
    ['terrible', 'excellent'],
    ['unhappy', 'happy'],
    ['no', 'yes'],
    ['sad', 'glad'],
  ],
  [
    ['negative', 'neutral', 'positive'],
    ['bad', 'average', 'good'],
  ],
  [
    ['terrible', 'bad', 'average', 'good', 'excellent'],
    ['one', 'two', 'three', 'four', 'five'],
    ['1', '2', '3', '4', '5'],
  ],
];
const usualChinese: readonly Source['usual'][] = [
  [
    ['负面', '正面'],
    ['差评', '好评'],
    ['差', '好'],
    ['不好', '很好'],
    ['否', '是'],
  ],
  [
    ['负面', '中性', '正面'],
    ['差评', '中评', '好评'],
  ],
  [['一星', '两星', '三星', '四星', '五星']],
];

/** Reviews of one domain, or of all mixed, told apart in two, three or five grades. */
function reviewSource(r: Random, chinese: boolean): Source {
  const domain = pick(r, chinese ? ['电影', '商品', 'any'] : ['restaurants', 'films', 'goods', 'any']);
  const at = pick(r, [0, 0, 0, 0, 1, 1, 2]);
  const scale = scales[at]!;
  const review = chinese ? drawChineseReview : drawReview;
  return {
    classes: scale.length,
    usual: (chinese ? usualChinese : usualEnglish)[at]!,
    draw(s) {
      const kind = s.below(scale.length);
      return { text: review(s, 'pretraining', { grade: pick(s, scale[kind]!), domain }).text, kind };
    },
    chinese,
  };
}

/** Topics keep no names of their own here: to name a topic is left out of the corpus. */
function topicSource(r: Random): Source {
  const topics = pickMany(r, topicNames, 2 + r.below(3));
  return {
    classes: topics.length,
    usual: [],
    draw(s) {
      const kind = s.below(topics.length);
      return { text: drawTopicSentence(s, 'pretraining', topics[kind]).text, kind };
    },
    chinese: false,
  };
}

function domainSource(): Source {
  const domains = ['restaurants', 'films', 'goods'];
  return {
    classes: 3,
    usual: [domains],
    draw(s) {
      const kind = s.below(3);
      return { text: drawReview(s, 'pretraining', { domain: domains[kind]! }).text, kind };
    },
    chinese: false,
  };
}

/** Labels that mean something in half of the documents, the same in a wrong order in a tenth, words without meaning in the others. */
function drawLabels(r: Random, { usual, classes }: Source): readonly string[] {
  const at = r.uniform();
  if (usual.length > 0 && at < 0.6) {
    const labels = pick(r, usual);
    return at < 0.5 ? labels : r.shuffle(labels);
  }
  return meaninglessLabels(r, classes);
}

/** Characters of a document, about as many as fit into a training sequence. */
const LENGTH = { english: 1100, chinese: 440 };
/** Short examples leave room for more of them. */
const SHORT = { english: 60, chinese: 20 };

export function fewShotDocument(r: Random): string {
  const at = r.uniform();
  const source = at < 0.75 ? reviewSource(r, at > 0.5) : at < 0.95 ? topicSource(r) : domainSource();
  return write(r, source, chance(r, 0.8));
}

/** Short reviews only. */
export const shortFewShotDocument = (r: Random): string => write(r, reviewSource(r, chance(r, 0.35)), true);

function write(r: Random, source: Source, short: boolean): string {
  const language = source.chinese ? 'chinese' : 'english';
  const labels = drawLabels(r, source);
  const form = source.chinese ? chineseForm(r) : englishForm(r);
  const longest = short ? SHORT[language] : Infinity;
  const examples: string[] = [];
  for (let length = 0; length < LENGTH[language];) {
    const { text, kind } = source.draw(r);
    if (text.length > longest) continue;
    examples.push(writeExample(form, text, labels[kind]!));
    length += text.length;
  }
  return examples.join(form.separator);
}
