/** What values of label columns mean, and that whatever is decided is said. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { csv, fault, jsonl, read, turns } from './__fixtures__/own-data.ts';

describe('−1', () => {
  const three = { 'tweets.csv': csv(turns(['-1', '0', '1'], 90)) };
  it('is a label where --labels names it', async () => {
    const names = { '-1': 'negative', '0': 'neutral', '1': 'positive' };
    const { labels, n, said } = await read(three, { labels: names });
    expect([labels, n]).toEqual([
      ['negative', 'neutral', 'positive'],
      [63, 9, 18],
    ]);
    expect(said).toContain('negative 21 + 3 + 6, neutral 21 + 3 + 6, positive 21 + 3 + 6');
    const two = await read(
      { 'a.csv': csv(turns(['-100', '1.0'], 40)) },
      { labels: { '-100': 'no', '1': 'yes' } },
    );
    expect([two.labels, two.n]).toEqual([
      ['no', 'yes'],
      [28, 4, 8],
    ]);
  });

  it.each<[string, string[], string[], string]>([
    [
      '0 and 1',
      ['-1', '0', '1'],
      ['-1', '0', '1'],
      '-1 (30 rows): taken for a label, as it stands beside 0, 1 in train.',
    ],
    ['1 alone', ['-1', '1'], ['-1', '1'], '-1 (45 rows): taken for a label, as it stands beside 1 in train'],
    ['a scale', ['-2', '-1', '0', '1', '2'], ['-2', '-1', '0', '1', '2'], 'taken for a label'],
    ['reals', ['-1.0', '0.0', '1.0'], ['-1.0', '0.0', '1.0'], '-1.0 (30 rows): taken for a label'],
  ])('is a label beside %s', async (_title, values, labels, said) => {
    const found = await read({ 'a.csv': csv(turns(values, 90)) });
    expect(found.labels).toEqual(labels);
    expect(found.said).toContain(said);
  });

  it.each<[string, string[], string[], string]>([
    [
      'classes 0, 1 and 2',
      ['0', '1', '2', '-1'],
      ['0', '1', '2'],
      '-1 (22 rows): taken for "no label", as the others are the classes 0, 1, 2. If it is one, name all: --labels=-1=…,0=…,1=…,2=…',
    ],
    ['words', ['bad', 'good', '-1'], ['bad', 'good'], 'as the others are words'],
    ['-100 beside classes', ['0', '1', '-100'], ['0', '1'], '-100 (30 rows): taken for "no label"'],
  ])('is none beside %s, and that is said', async (_title, values, labels, said) => {
    const file = { 'a.csv': csv(turns(values, 90)) };
    const found = await read(file, { skipBad: true });
    expect(found.labels).toEqual(labels);
    expect(found.said).toContain(said);
    expect(await fault(file)).toMatch(/is taken for "no label": if it is one, name all with --labels=-1/u);
    expect(found.said).toMatch(/\d+ rows left out: label "-1/u);
  });

  it('is none in a test split that has nothing else: validation is the test then', async () => {
    const files = {
      'train.csv': csv(turns(['-1', '0', '1'], 60)),
      'validation.csv': csv(turns(['-1', '0', '1'], 15), 'card'),
      'test.csv': csv(turns(['-1'], 20), 'note'),
    };
    const { labels, n, said } = await read(files);
    expect([labels, n]).toEqual([
      ['-1', '0', '1'],
      [54, 6, 15],
    ]);
    expect(said).toContain('-1 (20 rows of test): taken for "no label", as all of test has it.');
    expect(said).toContain('test: 20 rows left out: label "-1"');
    expect(said).toContain('no labelled test split: the validation split is the test');
  });

  it('is none where the file names its classes, or --labels names others', async () => {
    const value = JSON.stringify({
      info: { features: { label: { names: ['no', 'yes'], _type: 'ClassLabel' } } },
    });
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'text', data: Array.from({ length: 60 }, (_, i) => `film ${i}`), type: 'STRING' },
        { name: 'label', data: Array.from({ length: 60 }, (_, i) => BigInt((i % 3) - 1)), type: 'INT64' },
      ],
      kvMetadata: [{ key: 'huggingface', value }],
    });
    const test = csv(turns(['0', '1', 'yes'], 12), 'note');
    const found = await read({ 'train.parquet': bytes, 'test.csv': test }, { skipBad: true });
    expect(found.labels).toEqual(['no', 'yes']);
    expect(found.said).toContain('as the file names its classes');
    expect(found.said).toContain('test.csv: its classes have the names that stand in train.parquet');
    expect(found.answers.test).toEqual(turns(['no', 'yes', 'yes'], 12));
    const named = await read(three, { labels: { 0: 'neutral', 1: 'positive' }, skipBad: 0.5 });
    expect(named.labels).toEqual(['neutral', 'positive']);
    expect(named.said).toContain('as --labels names others');
  });

  it('never makes a run on one class', async () => {
    expect(await fault({ 'a.csv': csv(turns(['good', '-1'], 20)) })).toMatch(
      /^labels: column "label" holds one value only \(good\): expected at least two labels\. -1 \(10 rows\): taken for "no label", as the others are words\./u,
    );
    expect(
      await fault({
        'train.csv': csv(turns(['bad'], 20)),
        'test.csv': csv(turns(['bad', 'good'], 8), 'note'),
      }),
    ).toBe('labels: all items of train are bad: expected at least two labels.');
  });
});

describe('values that are written in several ways', () => {
  it.each<[string, string[], string[], string[]]>([
    ['0 and 0.0', ['0', '1'], ['0.0', '1.0'], ['0', '1']],
    ['1 and 01, 1e0', ['1', '2'], ['01', '2e0'], ['1', '2']],
    ['True, true and TRUE', ['True', 'False'], ['TRUE', 'false'], ['False', 'True']],
    ['é in one character and two', ['caf\u00E9', 'bar'], ['cafe\u0301', 'bar'], ['bar', 'caf\u00E9']],
  ])('%s are one label, and that is said', async (_title, train, test, labels) => {
    const files = { 'train.csv': csv(turns(train, 40)), 'test.csv': csv(turns(test, 10), 'note') };
    const found = await read(files);
    expect(found.labels.toSorted()).toEqual(labels.toSorted());
    expect(found.answers.test).toEqual(turns(found.answers.test.slice(0, 2), 10));
    expect(found.said).toContain('written in several ways, but one label each: ');
  });

  it('are two where they are different numbers, however long', async () => {
    const found = await read({ 'a.csv': csv(turns(['9007199254740993', '9007199254740992'], 20)) });
    expect(found.labels).toEqual(['9007199254740992', '9007199254740993']);
  });

  it('can be named apart', async () => {
    const found = await read(
      { 'a.csv': csv(turns(['3.1', '3.10'], 20)) },
      { labels: { 3.1: 'old', '3.10': 'new' } },
    );
    expect(found.labels.toSorted()).toEqual(['new', 'old']);
  });

  it('and differ in case only are several labels, with a warning', async () => {
    const found = await read({ 'a.csv': csv(turns(['Positive', 'positive', 'negative'], 60)) });
    expect(found.labels).toEqual(['Positive', 'negative', 'positive']);
    expect(found.said).toContain(
      'WARNING: labels that differ in case, width, white space, hyphens, final points or script only, and count as several: "Positive" and "positive". To make them one, name all labels: --labels Positive=Positive,positive=Positive,negative=…',
    );
  });

  it('and none of which train has are refused', async () => {
    const files = {
      'train.csv': csv(turns(['True', 'False'], 40)),
      'test.csv': csv(turns(['1', '0'], 10), 'note'),
    };
    expect(await fault(files)).toMatch(
      /^labels: test has 1, 0, none of which is in train \(True, False\)\. Name/u,
    );
    const named = await read(files, { labels: { True: 'yes', False: 'no', 1: 'yes', 0: 'no' } });
    expect(named.labels.toSorted()).toEqual(['no', 'yes']);
  });

  it('and some of which train lacks are told', async () => {
    const files = {
      'train.csv': csv(turns(['a', 'b'], 40)),
      'test.csv': csv(turns(['a', 'b', 'c', 'a', 'b'], 10), 'note'),
    };
    expect((await read(files)).said).toContain(
      'WARNING: train has no item with the label c, which 2 of 10 test items have',
    );
  });
});

describe('missing values', () => {
  const words = ['NaN', 'None', 'null', 'NA', 'N/A'];
  it('in the column of labels are those of pandas, told by value', async () => {
    const { labels, n, said } = await read(
      { 'a.csv': csv([...turns(['bad', 'good'], 40), ...words, '', 'NA']) },
      { skipBad: true },
    );
    expect([labels, n]).toEqual([
      ['bad', 'good'],
      [28, 4, 8],
    ]);
    expect(said).toContain(
      'no label, as pandas reads it: "NaN", "None", "null", "NA", "N/A". To keep one as a label, name all labels: --labels NaN=…,bad=…,good=…',
    );
    expect(said).toContain(
      '7 rows left out: label "NaN" (1), label "None" (1), label "null" (1), label "NA" (2), label "N/A" (1), no label (1)',
    );
  });

  it('are labels where --labels names them, or where they are spelled as pandas does not read them', async () => {
    const file = { 'a.csv': csv(turns(['None', 'some'], 40)) };
    expect((await read(file, { labels: { None: 'none', some: 'some' } })).labels).toEqual(['none', 'some']);
    expect((await read({ 'a.csv': csv(turns(['none', 'some'], 40)) })).labels).toEqual(['none', 'some']);
  });

  it('beyond single rows are refused, with how a word is made a label', async () => {
    expect(await fault({ 'a.csv': csv([...turns(['bad', 'good'], 40), 'None', 'None', '']) })).toBe(
      [
        ...[42, 43].map(
          (line) =>
            `a.csv:${line}: label "None" is no label, as pandas reads it: if it is one, name all with --labels=None=…,…`,
        ),
        'a.csv:44: no label. Fill it in, or leave the row out.',
        '3 of 43 rows of a.csv cannot be used. Mend them, or leave them out with --skip-bad.',
      ].join('\n'),
    );
  });

  it('in JSON are null and the same words, too', async () => {
    const { labels, said } = await read(
      { 'a.jsonl': jsonl([...turns(['bad', 'good'], 40), null, 'None']) },
      { skipBad: true },
    );
    expect(labels).toEqual(['bad', 'good']);
    expect(said).toContain('2 rows left out: no label (1), label "None" (1)');
  });

  it('in the column of texts leave the row out: in CSV words too, in JSON they are texts', async () => {
    const rows = ['text,label', ',bad', 'NA,good', ...turns(['bad', 'good'], 40).map((l, i) => `t${i},${l}`)];
    const { n, said } = await read({ 'a.csv': rows.join('\n') }, { skipBad: true });
    expect(n).toEqual([28, 4, 8]);
    expect(said).toContain('2 rows left out: no text (1), text "NA", read as missing (1)');
    const lines = `{"text": "NA", "label": "bad"}\n${jsonl(turns(['bad', 'good'], 40))}`;
    expect((await read({ 'a.jsonl': lines })).n.reduce((a, b) => a + b)).toBe(41);
  });

  it('are the whole file: said why nothing is left', async () => {
    expect(await fault({ 'a.csv': csv(turns(words, 20)) })).toMatch(
      /holds no label: expected at least two labels/u,
    );
  });
});

describe('how many labels', () => {
  it('may be more than 64', async () => {
    const intents = Array.from({ length: 150 }, (_, i) => `intent_${i}`);
    const { labels, said } = await read({ 'a.csv': csv(turns(intents, 600)) });
    expect(labels).toHaveLength(150);
    expect(said).toMatch(/150 labels \(train \+ validation \+ test\), from intent_\d+ \d \+ \d \+ \d to/u);
  });

  it('is nearly that of the rows: refused, until the user says that it is the label', async () => {
    const ids = { 'a.csv': csv([...Array.from({ length: 60 }, (_, i) => `id${i}`), 'id1', 'id2']) };
    expect(await fault(ids)).toBe(
      'labels: column "label" of a.csv holds 60 different values in 62 rows: is it a text or an id? Name the column of labels with --label-column, or, if this is it, say so: --label-column label.',
    );
    expect((await read(ids, { labelColumn: 'label' })).labels).toHaveLength(60);
  });
});

describe('numbers as labels', () => {
  const rows = (name: (i: number) => string): string =>
    Array.from({ length: 30 }, (_, i) =>
      JSON.stringify({ text: `t ${i}`, label: i % 3, label_text: name(i) }),
    ).join('\n');
  it('are told of the column that has words for them', async () => {
    const { said } = await read({ 'a.jsonl': rows((i) => ['bad', 'so so', 'good'][i % 3]!) });
    expect(said).toContain(
      'labels are numbers, which tell a model nothing: column "label_text" has words for them, take it with --label-column label_text',
    );
  });
  it.each<[string, (i: number) => string]>([
    ['two words for one label', (i) => ['bad', 'so so', 'good', 'fine'][i % 4]!],
    ['one word for two labels', (i) => ['bad', 'good', 'good'][i % 3]!],
    ['numbers', (i) => String(i % 3)],
  ])('are not, where it has %s', async (_name, name) => {
    expect((await read({ 'a.jsonl': rows(name) })).said).toContain('name them, e.g. --labels=0=…');
  });
});

it('does not take numbered columns for a pair', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${i % 2 ? 'ham' : 'spam'},text ${i}`).join('\n');
  expect(await fault({ 'spam.csv': `v1,v2\n${rows}` })).toMatch(/which column is it\?/u);
});

describe('labels that look alike', () => {
  it.each([
    ['spaces of no width', ['bad', 'good\u200B', '\u200Egood', 'bad']],
    ['soft hyphens', ['bad', 'go\u00ADod']],
    ['styles of emoji', ['bad', 'good\uFE0F', 'good']],
  ])('are one beside %s, and that is said', async (_title, values) => {
    const { labels, said } = await read({ 'a.csv': csv(turns(values, 80)) });
    expect(labels).toEqual(['bad', 'good']);
    expect(said).toMatch(
      /written in several ways, but one label each: .*\\u(?:200b|00ad)|^(?!.*several ways)/u,
    );
  });

  it.each([
    [['True', '1', 'False', '0'], '"False" and "0"; "True" and "1"'],
    [['Yes', 'Y', 'No', 'N'], '"No" and "N"; "Yes" and "Y"'],
  ])('%o may be two, and that is said', async (values, said) => {
    const found = await read({ 'a.csv': csv(turns(values, 80)) });
    expect(found.said).toContain(`WARNING: labels that may be two, and count as 4: ${said}`);
  });

  it.each([
    ['hyphens', ['not_toxic', 'not toxic', 'toxic'], '"not_toxic" and "not toxic"'],
    ['points', ['good', 'Good.', 'bad'], '"Good." and "good"'],
    ['script', ['positive', 'p\u043Esitiv\u0435', 'negative'], '"positive" and "p\u043Esitiv\u0435"'],
  ])('differ in %s only: that is said', async (_title, values, said) => {
    const found = await read({ 'a.csv': csv(turns(values, 90)) });
    expect(found.said).toMatch(/WARNING: labels that differ in case, .* and count as several/u);
    for (const label of said.split(' and ')) expect(found.said).toContain(label);
  });

  it('\\N is no label, as databases write it', async () => {
    const { labels } = await read({ 'a.csv': csv([...turns(['bad', 'good'], 200), String.raw`\N`]) });
    expect(labels).toEqual(['bad', 'good']);
  });

  it('lists as NumPy prints them are told', async () => {
    const { said } = await read({ 'a.csv': csv(turns(['[0 1]', '[0]', '[2]'], 90)) });
    expect(said).toContain(
      'WARNING: labels are lists as NumPy or pandas prints them ("[0 1]", "[0]", "[2]")',
    );
  });

  it('errors of a spreadsheet are no labels', async () => {
    const { labels } = await read({ 'a.csv': csv([...turns(['bad', 'good'], 200), '#REF!', '#NAME?']) });
    expect(labels).toEqual(['bad', 'good']);
  });
});

it('of columns whose names differ in case alone the one in small letters is read', async () => {
  const file = [
    'Text,text,label',
    ...turns(['bad', 'good'], 80).map((label, i) => `${label},letter ${i},${label}`),
  ];
  const { splits } = await read({ 'a.csv': file.join('\n') });
  expect(splits.train[0]!.fields['text']).toMatch(/^letter \d+$/u);
});
