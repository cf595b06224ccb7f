import { describe, expect, it } from 'vitest';
import { fault, lines, readOwn } from '../__fixtures__/own-data.ts';

const paragraph = (n: number) => ({
  context: `Aromi ${n} is at the riverside.`,
  qas: [
    {
      id: `${n}`,
      question: `Where is Aromi ${n}?`,
      is_impossible: false,
      answers: [
        { text: 'at the riverside', answer_start: 9 },
        { text: 'the riverside', answer_start: 12 },
      ],
    },
    { id: `${n}x`, question: `Who cooks at ${n}?`, is_impossible: true, answers: [] },
  ],
});
const squad = {
  version: 'v2.0',
  data: [0, 1].map((title) => ({
    title: `T${title}`,
    paragraphs: Array.from({ length: 15 }, (_, i) => paragraph(title * 15 + i)),
  })),
};
const templates = ['{context}\n{question}\nAnswer:'];

describe('questions within texts', () => {
  it.each<[string, string]>([
    ['train-v2.0.json', JSON.stringify(squad)],
    ['train-v2.0.jsonl', JSON.stringify(squad)],
    ['articles.jsonl', lines(squad.data)],
    ['mrqa.jsonl', lines([{ header: { dataset: 'x' } }, ...squad.data.flatMap((one) => one.paragraphs)])],
  ])('%s is a row a question', async (name, text) => {
    const { items, notes } = await readOwn({ [name]: text }, { templates });
    expect(items).toHaveLength(30);
    const item = items.find(({ fields }) => fields['question'] === 'Where is Aromi 7?')!;
    expect(item.fields['context']).toBe('Aromi 7 is at the riverside.');
    expect(item.answers).toEqual(['at the riverside', 'the riverside']);
    expect(notes.join('\n')).toContain('read as questions within texts, as SQuAD has them');
    expect(notes.join('\n')).toContain(
      '30 questions that the text does not answer (is_impossible) are left out',
    );
  });

  it('need a prompt that shows both', async () => {
    expect(await fault({ 'train.json': JSON.stringify(squad) }, { name: 'own' })).toContain(
      String.raw`columns "context" and "question" belong together. Show both with --template "{context}\n{question}\nAnswer:"`,
    );
  });
});
