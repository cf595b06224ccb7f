/** Which files and columns of a user's own data are used for what, and that whatever is decided is said. */
import { describe, expect, it } from 'vitest';
import { csv, fault, read, turns } from './__fixtures__/own-data.ts';

describe('splits', () => {
  const train = csv(turns(['bad', 'good'], 100));
  it.each(['eval.csv', 'testing.csv', 'evaluation.csv', 'eval/0.csv', 'held-out.csv'])(
    'the file %s is the test',
    async (name) => {
      const { n, said } = await read({ 'train.csv': train, [name]: csv(turns(['bad', 'good'], 30), 'note') });
      expect(n).toEqual([90, 10, 30]);
      expect(said).toContain(`files: train train.csv; test ${name}`);
    },
  );

  it('files that are used for none are named', async () => {
    const { n, said } = await read({
      'train.csv': train,
      'final.csv': csv(turns(['bad', 'good'], 30), 'note'),
    });
    expect(n).toEqual([70, 10, 20]);
    expect(said).toContain('files left out: final.csv (its name says no split, or two)');
  });

  it('a test without a column of labels is none: validation is the test', async () => {
    const files = {
      'train.csv': train,
      'test.csv': ['id,text', ...turns(['x'], 30).map((x, i) => `${i},${x} ${i}`)].join('\n'),
    };
    const cut = await read(files);
    expect(cut.n).toEqual([70, 10, 20]);
    expect(cut.said).toContain('test: test.csv has no column of labels (its columns: id, text)');
    expect(cut.said).toContain('test: 30 rows left out: no column of labels');
    const given = await read(
      { ...files, 'dev.csv': csv(turns(['bad', 'good'], 20), 'card') },
      { labelColumn: 'label' },
    );
    expect(given.n).toEqual([90, 10, 20]);
    expect(given.said).toContain('test: test.csv has no column "label"');
    expect(given.said).toContain('no labelled test split: the validation split is the test');
    const fixed = await read({ ...files, 'train.csv': csv(turns(['0', '1'], 100)) }, { name: 'sst2' });
    expect(fixed.n).toEqual([70, 10, 20]);
  });

  it('a train without labels or a folder without train is refused', async () => {
    const test = csv(turns(['bad', 'good'], 30), 'note');
    expect(await fault({ 'train.csv': 'text\na\nb', 'test.csv': test })).toMatch(
      /which column is it\? None is called label .* If answers are free texts, say --kind generation\.$/u,
    );
    expect(await fault({ 'dev.csv': test, 'test.csv': csv(turns(['bad', 'good'], 30)) })).toBe(
      'no training data: there is validation and test only. Name a file with --data train=…, or one file alone, which is then split.',
    );
  });

  it('of a great many rows are read', async () => {
    const long = Array.from({ length: 130_000 }, (_, i) => `{"text":"t${i}","label":${i % 2}}`).join('\n');
    const { n } = await read({ 'a.jsonl': long }, { limit: 10 });
    expect(n).toEqual([127_500, 10, 10]);
  });

  it('of which a great many are bad are refused in words', async () => {
    const row = (_: unknown, i: number) =>
      i % 50 === 0 ? `{"text":"t${i}","label":${i % 4}}` : `{"text":"t${i}"}`;
    const long = Array.from({ length: 140_000 }, row).join('\n');
    expect(await fault({ 'a.jsonl': long }, { labelColumn: 'label' })).toContain('a.jsonl');
  });
});

describe('pairs', () => {
  const pairs = (one: string, two: string, same = 3): string =>
    [
      `${one},${two},label`,
      ...Array.from(
        { length: 90 },
        (_, i) => `first ${Math.floor(i / same)},second ${i},${['yes', 'no', 'maybe'][i % 3]}`,
      ),
    ].join('\n');

  it('of which one is shown, with several answers each, are refused with the mend', async () => {
    expect(await fault({ 'a.csv': pairs('premise', 'hypothesis') }, { textColumn: 'premise' })).toBe(
      String.raw`the data: 90 of 90 items have a text that stands there with different answers. Column "premise" alone does not tell column "label": show the other column too, e.g. --template "{premise}\n{hypothesis}\nLabel:" (columns: premise, hypothesis).`,
    );
    expect(await fault({ 'a.csv': pairs('text', 'aspect_term') })).toContain(
      '"{text}\\n{aspect_term}\\nLabel:"',
    );
  });

  it.each([
    ['premise', 'hypothesis'],
    ['question1', 'question2'],
    ['sentence1', 'sentence2'],
    ['text_a', 'text_b'],
  ])('%s and %s are refused where nobody says which is shown', async (one, two) => {
    expect(await fault({ 'a.csv': pairs(one, two, 1) })).toBe(
      `a.csv: columns "${one}" and "${two}" belong together. Show both with --template "{${one}}\\n{${two}}\\nLabel:", or name the one that is the text with --text-column.`,
    );
    const shown = await read({ 'a.csv': pairs(one, two) }, { templates: [`{${one}}\n{${two}}\nLabel:`] });
    expect(shown.n).toEqual([63, 9, 18]);
    const half = await read({ 'a.csv': pairs(one, two, 1) }, { textColumn: two });
    expect(half.said).toContain(`WARNING: column "${one}" is not shown to the model.`);
  });

  it('question and sentence too, though both are usual names of texts', async () => {
    expect(await fault({ 'a.csv': pairs('question', 'sentence', 1) })).toContain('belong together');
  });

  it('too few items are explained by what was left out', async () => {
    const rows = ['text,label', 'a,x', 'a,y', 'b,x', 'c,y', 'd,x', 'e,y'];
    expect(await fault({ 'a.csv': rows.join('\n') }, { train: 5 })).toBe(
      'the three splits: 5 items asked for, 4 there. Before that: 2 items left out whose text stands there with different answers. Lower --train, --limit-validation or --limit-test.',
    );
  });

  it('official splits keep contradictory items, and say so', async () => {
    const files = {
      'train.csv': `${csv(turns(['bad', 'good'], 40))}\nsame,bad\nsame,good`,
      'test.csv': csv(turns(['bad', 'good'], 8), 'note'),
    };
    expect((await read(files)).said).toContain(
      'train: 2 of 42 items have a text that stands there with different answers; they stay, as the split is given',
    );
  });
});

describe('free answers', () => {
  it('are left out where they are missing, and a test without any is none', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `what is ${i}?,${i === 0 ? 'NA' : `answer ${i}`}`);
    const files = { 'train.csv': ['question,answer', ...rows].join('\n'), 'test.csv': 'id,question\n1,why?' };
    const { n, said } = await read(files, { name: 'generation' });
    expect(n).toEqual([22, 2, 5]);
    expect(said).toContain('train: 1 row left out: answer "NA", read as missing');
    expect(said).toContain('test: 1 row left out: no column of answers');
  });

  it('to a question about a passage are refused where the passage is not shown', async () => {
    const text = 'question,context,answer\nwho?,Ann came.,Ann\nwhat?,Bo left.,left';
    expect(await fault({ 'a.csv': text }, { name: 'generation' })).toContain(
      String.raw`Show both with --template "{context}\n{question}\nAnswer:"`,
    );
  });
});

describe('what is asked and answered', () => {
  const rows = (row: (i: number) => object): string =>
    Array.from({ length: 40 }, (_, i) => JSON.stringify(row(i))).join('\n');
  it.each<[string, (i: number) => object]>([
    ['input and target', (i) => ({ id: i, input: `Q ${i}`, target: `A ${i}` })],
    ['inputs and targets', (i) => ({ inputs: `Q ${i}`, targets: `A ${i}` })],
    ['a dialogue and its summary', (i) => ({ dialogue: `Q ${i}`, summary: `A ${i}` })],
    ['a text and its summary', (i) => ({ text: `Q ${i}`, summary: `A ${i}` })],
    ['a source and its target', (i) => ({ source: `Q ${i}`, target: `A ${i}` })],
    ['a user and an assistant', (i) => ({ user: `Q ${i}`, assistant: `A ${i}` })],
    ['TriviaQA’s answers', (i) => ({ question: `Q ${i}`, answer: { value: `A ${i}`, aliases: [`A ${i}`] } })],
  ])('%s are told by their columns', async (_title, row) => {
    const { splits, labels } = await read({ 'a.jsonl': rows(row) }, { name: 'own' });
    expect(labels).toEqual([]);
    const item = splits.train[0]!;
    expect(item.answer).toBe(item.fields['question']!.replace('Q', 'A'));
  });

  it('an input and a label are a classification', async () => {
    const file = rows((i) => ({ input: `letter ${i}`, label: i % 2 === 0 ? 'bad' : 'good' }));
    expect((await read({ 'a.jsonl': file }, { name: 'own' })).labels).toEqual(['bad', 'good']);
  });
});
