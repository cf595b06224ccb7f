import type { ClassificationTask, GenerateRequest } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { bind, speaker } from './__fixtures__/sums.ts';
import { labelReader } from './labels.ts';

const moods: ClassificationTask = {
  kind: 'classification',
  name: 'moods',
  version: 1,
  language: 'en',
  source: 'made up',
  labels: ['negative', 'positive'],
  templates: [
    {
      name: 'it-was',
      form: 'cloze',
      separator: '\n\n',
      write: (item) => `${item.fields['text']} It was`,
      verbalizer: { negative: [' bad', ' awful'], positive: [' good'] },
    },
  ],
};

describe('classification', () => {
  it('reads labels from text', async () => {
    const items = [{ id: 'a', fields: { text: 'Fine.' }, answer: 'positive' }];
    const requests: GenerateRequest[] = [];
    const model = speaker(
      ({ context: c }) => (c.endsWith('is') ? ' Good, I think' : ' Fine means good.'),
      requests,
    );
    const prompt = bind({ mode: 'zero-shot' }, { task: moods, pool: [] });
    const [answer] = await prompt.answer(items, model);
    expect(answer).toMatchObject({ prediction: 'positive', correct: true });
    expect(answer).not.toHaveProperty('measures');
    expect(requests[1]!.context).toMatch(/\nTherefore, the answer \(bad or good\) is$/u);
  });

  it('takes the longer of words that begin alike, and letters by their case', () => {
    const read = labelReader(
      { ...moods, labels: ['no', 'yes'] },
      { ...moods.templates[0], verbalizer: { no: ['不满意', ' B'], yes: ['满意', ' A'] } },
    );
    expect(['答案是不满意。', '答案是“满意”', '满意。', 'The answer is B.', 'a'].map(read.strict)).toEqual([
      'no',
      'yes',
      'yes',
      'no',
      null,
    ]);
    expect(['顾客很满意，不，不满意', 'It is a good one: A', 'Yesterday', 'YES'].map(read.lenient)).toEqual([
      'no',
      'yes',
      null,
      'yes',
    ]);
  });
});
