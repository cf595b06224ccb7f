/** Every file of `tasks/` passes the shared suite, on rows like those its data hold; and on the real data where they are here. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testTask } from '@adaptbench/testing';
import { describe, expect, it } from 'vitest';
import { type TaskSpecInput, allTasks, loadTask } from './index.ts';
import { ABSENT, publicData } from '@adaptbench/testing';

/** Of a task whose data are generated: none. */
type Rows = readonly (readonly [file: string, text: string])[];

interface Case {
  rows: Rows;
  spec?: Partial<TaskSpecInput>;
  templates?: number;
  /** Worked solutions of all items, where the task makes or reads them. */
  rationales?: readonly string[];
}

/** For each task one small data set of the kind that it reads; a task without a row here fails. */
const cases: Readonly<Record<string, Case[]>> = {
  sst2: [
    {
      rows: [
        [
          'train.jsonl',
          '{"text": "a gob of drivel .", "label": "negative"}\n{"sentence": "x", "text": "fine .", "label": 1}',
        ],
        ['dev.csv', 'sentence,label\n"no movement , no yuks .",0\na stirring film,1'],
      ],
      templates: 20,
    },
  ],
  waimai: [
    {
      rows: [
        ['waimai.csv', 'label,review\n1,很快，好吃，味道足，量大\n0,送餐太慢\n1,非常快，态度好。\n0,难吃'],
      ],
      templates: 20,
    },
  ],
  classification: [
    {
      rows: [['mail.csv', 'text,label\nPlease pay,bill\nHello there,chat\nYour invoice,bill\nSee you,chat']],
    },
    {
      rows: [['mail.tsv', '内容\t类别\n请付款\t账单\n你好\t聊天\n发票\t账单\n再见\t聊天']],
      spec: { language: 'zh' },
    },
    {
      rows: [
        [
          'nli.jsonl',
          '{"a": "It rains", "b": "It is wet", "label": 0}\n{"a": "Sun", "b": "Rain", "label": 1}',
        ],
      ],
      spec: {
        textColumn: 'a',
        labels: { 0: 'true', 1: 'false' },
        templates: ['{a}. {b}? The answer is'],
      },
      templates: 0,
    },
  ],
  generation: [
    {
      rows: [
        [
          'capitals.jsonl',
          '{"question": "Capital of Peru?", "answer": "Lima"}\n{"question": "And of Chad?", "answer": "N\'Djamena"}',
        ],
      ],
    },
    {
      rows: [['sums.csv', 'question,answer\n1+1?,2\n"What is 1,000 / 3?","1000/3"']],
      spec: { extract: 'number' },
    },
    {
      rows: [['is.csv', '问题,答案\n水是湿的吗？,是\n火是冷的吗？,不是']],
      spec: { extract: 'yesno', language: 'zh' },
    },
    {
      rows: [['pick.csv', 'question,answer,why\nWhich? (A) one (B) two,B,because\nWhich? (A) x (B) y,a,so']],
      spec: { extract: 'letter', rationaleColumn: 'why' },
    },
  ],
  gsm8k: [
    {
      rows: [
        [
          'train.jsonl',
          String.raw`{"question": "Two bolts and half that?", "answer": "It takes 2/2=<<2/2=1>>1\n#### 3"}`,
        ],
        [
          'test.jsonl',
          String.raw`{"question": "A house?", "answer": "80,000+50,000=$<<80000+50000=130000>>130,000\n#### 130,000"}`,
        ],
      ],
      spec: { validation: 0 },
    },
  ],
  ...Object.fromEntries(
    ['hotel', 'hotel-stars', 'mapping', 'takeaway', 'topic', 'word-problems'].map((name) => [
      name,
      [{ rows: [], spec: { train: 30, limit: 30 }, templates: name === 'word-problems' ? 10 : 20 }],
    ]),
  ),
  multiarith: [
    {
      rows: [
        [
          'MultiArith.json',
          '[{"lSolutions": [39.0], "sQuestion": " How many pieces? "}, {"lSolutions": [4.5], "sQuestion": "And?"}]',
        ],
      ],
    },
    {
      rows: [
        [
          'MultiArith.json',
          '[{"lEquations": ["X=((32.0+42.0)-35.0)"], "lSolutions": [39.0], "sQuestion": "Left?"}, {"lSolutions": [6], "lEquations": ["X=(2.0*(7.0-4.0))"], "sQuestion": "And?"}]',
        ],
      ],
      rationales: ['32 + 42 = 74. 74 - 35 = 39.', '7 - 4 = 3. 2 * 3 = 6.'],
    },
  ],
};

const worked = Object.entries(cases).flatMap(([name, list]) =>
  list.flatMap((c, i) => (c.rationales ? [[name, i, c] as const] : [])),
);

async function load(name: string, { rows, spec = {}, templates = 10 }: Case) {
  const folder = await mkdtemp(join(tmpdir(), 'adaptbench-tasks-'));
  try {
    await Promise.all(rows.map(([file, text]) => writeFile(join(folder, file), text)));
    const data = rows.length === 0 ? {} : { data: folder };
    const { task, splits } = await loadTask({ name, ...data, ...spec }, 0);
    return { task, items: Object.values(splits).flat(), templates };
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('every task', async () => {
  for (const { name } of await allTasks())
    for (const [i, c] of (cases[name] ?? []).entries()) testTask(`${name} ${i}`, () => load(name, c));

  it.each(worked)('%s %i: each item has its worked solution', async (name, _i, c) => {
    const { items } = await load(name, c);
    expect(new Set(items.map(({ rationale }) => rationale))).toEqual(new Set(c.rationales));
  });

  it('has its rows in the table above, and opens with an instance and its source', async () => {
    const files = await readdir(join(import.meta.dirname, 'tasks'));
    const expected = files.map((file) => file.replace('.ts', '')).toSorted();
    expect(Object.keys(cases).toSorted()).toEqual(expected);
    expect((await allTasks()).map(({ name }) => name)).toEqual(expected);
  });
});

describe('public data', () => {
  it.for([
    { name: 'sst2', data: 'sst2', train: 6917, validation: 872, test: 1821 },
    { name: 'gsm8k', data: 'gsm8k', train: 6973, validation: 500, test: 1319 },
    { name: 'waimai', data: 'waimai/waimai_10k.csv', train: 9469, validation: 500, test: 2000 },
    { name: 'multiarith', data: 'multiarith/MultiArith.json', train: 406, validation: 58, test: 116 },
  ])(
    '$name has the items that its source states',
    // Ten thousand rows are read and hashed, perhaps beside other tests.
    async ({ name, data, train, validation, test }, { skip }) => {
      const path = publicData(data);
      if (path === null) return skip(ABSENT);
      const { splits } = await loadTask({ name, data: path }, 0);
      expect([splits.train.length, splits.validation.length, splits.test.length]).toEqual([
        train,
        validation,
        test,
      ]);
      return undefined;
    },
  );
});
