import { type DoneTrial, type JsonObject, type TrialSpec, rowsOf, trialId } from '../index.ts';
import { expect, test } from 'vitest';
import { against, byTag, curvesOver, matching } from './groups.ts';

interface Made {
  readonly method: string;
  readonly config: JsonObject;
  readonly task?: JsonObject;
  readonly seed?: number;
  readonly outcomes?: string;
  readonly items?: string;
  readonly ways?: NonNullable<DoneTrial['accuracy']['test']['ways']>;
}
function record({
  method,
  config,
  task = { name: 'toy' },
  seed = 0,
  outcomes = '10',
  items = 'same',
  ways,
}: Made): DoneTrial {
  const spec: TrialSpec = {
    model: { reference: 'tiny' },
    task,
    method,
    config,
    training: null,
    seed,
    template: 0,
    chat: false,
    engine: 'ort',
    device: 'cpu',
    threads: null,
  };
  const test = {
    n: outcomes.length,
    correct: outcomes.split('1').length - 1,
    outcomes,
    itemsDigest: items,
    unparseable: 0,
    lenient: null,
    ...(ways ? { ways } : {}),
  };
  return {
    id: trialId(spec),
    spec,
    startedAt: '2026-01-01T00:00:00.000Z',
    seconds: 1,
    state: 'done',
    accuracy: { validation: test, test },
    training: null,
    sizes: {
      trainableParameters: 0,
      artifactBytes: 0,
      switchBytes: null,
      kvBytesPerRequest: null,
      contextTokensLeft: null,
    },
    phases: { train: null, evaluate: null },
    requests: null,
    timing: null,
    provenance: { model: null, data: null, labels: {} },
    notes: [],
  };
}
const rows = (...made: Made[]) => {
  const records = made.map(record);
  return rowsOf(
    records.map(({ spec }) => spec),
    records,
  );
};

test('a curve runs over one setting with all others equal, by its value, its seeds together', () => {
  const lora = (rank: number, alpha: number, seed: number): Made => ({
    method: 'lora',
    config: { rank, alpha },
    seed,
  });
  const made = rows(
    lora(16, 1, 0),
    lora(4, 1, 0),
    lora(4, 1, 1),
    lora(4, 2, 0),
    lora(8, 3, 0),
    lora(16, 3, 0),
  );
  const curves = curvesOver(made, 'lora', 'rank');
  expect(curves.map(({ groups }) => groups.map(({ x, outcomes }) => [x, outcomes.length]))).toEqual([
    [
      [4, 2],
      [16, 1],
    ],
    [
      [8, 1],
      [16, 1],
    ],
  ]);
  expect(curvesOver(made, 'adapter', 'rank')).toEqual([]);
});

test('the number of training items is a setting of the task; other items are no curve', () => {
  const lora = (train: number, items: string): Made => ({
    method: 'lora',
    config: {},
    task: { name: 'toy', train },
    items,
  });
  expect(
    curvesOver(rows(lora(32, 'a'), lora(128, 'a')), 'lora', 'train')[0]?.groups.map(({ x }) => x),
  ).toEqual([32, 128]);
  expect(curvesOver(rows(lora(32, 'a'), lora(128, 'b')), 'lora', 'train')).toEqual([]);
});

test('with it and without it are the same but for that', () => {
  const prefix = (length: number, projection: boolean): Made => ({
    method: 'prefix',
    config: { length, projection },
  });
  const found = against(rows(prefix(1, true), prefix(1, false), prefix(4, false)), 'prefix', 'projection', {
    withIt: false,
    without: true,
    name: (_, value) => JSON.stringify(value),
  });
  expect(found.map(({ withIt, without }) => [withIt.label, without.label, withIt.x])).toEqual([
    ['false', 'true', 1],
  ]);
});

test('two methods are matched by a setting on the same task', () => {
  const made = rows(
    { method: 'cot', config: { shots: 4 } },
    { method: 'icl', config: { shots: 0 } },
    { method: 'icl', config: { shots: 4 }, task: { name: 'other' } },
    { method: 'icl', config: { shots: 4 } },
  );
  expect(matching(made, ['cot', 'icl'], 'shots').map(({ without }) => without.label)).toEqual([
    'toy, icl with shots 4',
  ]);
});

test('templates of two kinds stand against each other, each as one draw', () => {
  const ways = ['choice', 'cloze', 'choice'].map((tag, i) => ({
    name: `t${i}`,
    tags: [tag],
    outcomes: `1${i % 2}`,
  }));
  const [found] = byTag(rows({ method: 'instruction', config: {}, ways }), 'choice', 'cloze');
  expect(found?.withIt.outcomes).toEqual(['10', '10']);
  expect(found?.without.outcomes).toEqual(['11']);
  expect(byTag(rows({ method: 'icl', config: {} }), 'choice', 'cloze')).toEqual([]);
});
