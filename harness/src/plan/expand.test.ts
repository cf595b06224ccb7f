import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BenchConfig, type TrialSpec, configurationId, trialId } from '@adaptbench/results';
import { fixtureMethods } from '@adaptbench/results/testing';
import { expand, tasksOf } from './expand.ts';

const plan = (more: Partial<BenchConfig>): TrialSpec[] => {
  const bench = { model: 'tiny', task: 'toy', methods: ['icl', 'lora'], ...more };
  const templates = ['plain', 'question', 'choice', 'cloze'];
  const sizes = { train: 20, validation: 40, test: 100 };
  const tasks = tasksOf(bench).map(({ input: spec }) => ({
    spec,
    templates,
    sizes,
    generates: false,
    notes: [],
    ownData: false,
    description: [],
    chat: false,
  }));
  return expand(bench, fixtureMethods, tasks);
};

/** `×1` is the method's own learning rate. */
const rate = ({ training }: TrialSpec): string =>
  training === null ? '-' : String(training.learningRate ?? `×${training.rateFactor}`);
const short = (more: Partial<BenchConfig>) =>
  plan(more).map((t) => `${t.method} ${JSON.stringify(t.config)} ${rate(t)} ${t.seed}`);
const templates = (more: Partial<BenchConfig>) =>
  plan({ methods: ['icl'], sweep: false, ...more }).map((t) => t.template);

describe('the plan', () => {
  test('takes each method’s own sweep where nothing is set, one field at a time, methods in turn, seed by seed', () => {
    const once = (seed: number) => [
      `icl {"shots":4,"chooser":"random"} - ${seed}`,
      `lora {"rank":8,"roles":["q","v"]} ×1 ${seed}`,
      `icl {"shots":0,"chooser":"random"} - ${seed}`,
      `lora {"rank":4,"roles":["q","v"]} ×1 ${seed}`,
      `lora {"rank":8,"roles":["q","v"]} ×0.3 ${seed}`,
      `lora {"rank":8,"roles":["q","v"]} ×3 ${seed}`,
    ];
    // Zero shots draw nothing: the first seed stands for all.
    expect(short({ seeds: 2 })).toEqual([...once(0), ...once(1).filter((t) => !t.includes('"shots":0'))]);
  });
  test('has what draws nothing once, with the first seed, and says so; composed with what trains it draws', () => {
    const trials = plan({
      methods: ['icl', 'lora+icl'],
      set: { 'icl.shots': [0, 2], 'lora.rank': 1 },
      seeds: [5, 3],
    });
    expect(
      trials.map(({ method, config, seed, draws }) => [
        method,
        config['shots'] ?? config['icl.shots'],
        seed,
        draws,
      ]),
    ).toEqual([
      ['icl', 0, 5, false],
      ['lora+icl', 0, 5, undefined],
      ['icl', 2, 5, undefined],
      ['lora+icl', 2, 5, undefined],
      ['lora+icl', 0, 3, undefined],
      ['icl', 2, 3, undefined],
      ['lora+icl', 2, 3, undefined],
    ]);
  });
  test('takes what is set instead, and the defaults of the rest', () => {
    expect(
      short({ methods: ['lora'], set: { 'lora.rank': [1, 16], 'lora.roles': [['q'], ['q', 'o']] } }),
    ).toEqual([
      'lora {"rank":1,"roles":["q"]} ×1 0',
      'lora {"rank":1,"roles":["q","o"]} ×1 0',
      'lora {"rank":16,"roles":["q"]} ×1 0',
      'lora {"rank":16,"roles":["q","o"]} ×1 0',
    ]);
    expect(short({ methods: ['lora'], set: { 'lora.rank': 2 } })).toHaveLength(1);
  });
  test('takes every method for “all”', () => {
    expect(short({ methods: ['all'] })).toEqual(short({ methods: ['icl', 'lora'] }));
  });
  test('tries each method on each task, one task after the other within a seed', () => {
    const both = plan({ task: ['toy', { name: 'toy', train: 2 }], methods: ['icl'], sweep: false, seeds: 2 });
    expect(both.map(({ task, seed }) => [task['train'] ?? null, seed])).toEqual([
      [null, 0],
      [2, 0],
      [null, 1],
      [2, 1],
    ]);
    expect(plan({ task: ['toy', 'toy'], methods: ['icl'], sweep: false })).toHaveLength(1);
  });
  test('tries a task only with the methods that it is for, of those that run', () => {
    const task = ['toy', { name: 'other', methods: ['icl'] }];
    const short = (methods: string[]) =>
      plan({ task, methods, sweep: false }).map((t) => [t.task['name'], t.method]);
    expect(short(['icl', 'lora'])).toEqual([
      ['toy', 'icl'],
      ['toy', 'lora'],
      ['other', 'icl'],
    ]);
    expect(short(['lora'])).toEqual([['toy', 'lora']]);
    expect(plan({ task }).every((t) => !('methods' in t.task))).toBe(true);
    expect(() => plan({ task: [{ name: 'toy', methods: ['loar'] }] })).toThrow(
      'task: methods: unknown method "loar". Did you mean "lora"?',
    );
    expect(() => plan({ task: [{ name: 'toy', methods: 'lora' }] })).toThrow(
      'task: methods: expected a list of names, got "lora"',
    );
    expect(() => plan({ task: [{ name: 'toy', methods: ['icl'] }], methods: ['lora'] })).toThrow(
      '--methods lora: no task of this run is for these methods',
    );
  });
  test('composes two methods: a patch and a prompt, with the fields and settings of both', () => {
    const set = { 'lora.rank': [1, 2], 'icl.shots': 3, 'lora+icl.icl.shots': 1, 'train.epochs': 2 };
    expect(short({ methods: ['lora', 'lora+icl'], set })).toEqual([
      'lora {"rank":1,"roles":["q","v"]} ×1 0',
      'lora+icl {"lora.rank":1,"lora.roles":["q","v"],"icl.shots":1,"icl.chooser":"random"} ×1 0',
      'lora {"rank":2,"roles":["q","v"]} ×1 0',
      'lora+icl {"lora.rank":2,"lora.roles":["q","v"],"icl.shots":1,"icl.chooser":"random"} ×1 0',
    ]);
    const alone = '"lora.roles":["q","v"],"icl.shots":4,"icl.chooser":"random"}';
    expect(short({ methods: ['lora+icl'] })).toEqual([
      `lora+icl {"lora.rank":8,${alone} ×1 0`,
      `lora+icl {"lora.rank":4,${alone} ×1 0`,
      `lora+icl {"lora.rank":8,${alone} ×0.3 0`,
      `lora+icl {"lora.rank":8,${alone} ×3 0`,
    ]);
    const own = { 'lora.train.learningRate': 1e-4, 'lora+icl.train.learningRate': 2e-4 };
    expect(plan({ methods: ['lora+icl'], sweep: false, set: own })[0]?.training?.learningRate).toBe(2e-4);
    expect(() => plan({ methods: ['lora+icl'], set: { 'lora.rnk': 1 } })).toThrow(
      '--set lora.rnk: unknown field "rnk". Did you mean "rank"? Known: rank, roles.',
    );
    expect(() => plan({ methods: ['lora+icl'], set: { 'lora.rank': 0 } })).toThrow(
      '--set lora+icl.lora.rank=0: Too small',
    );
    expect(() => plan({ methods: ['lora+ick'] })).toThrow('--methods: unknown method "ick".');
  });
  test('multiplies by training settings only what trains', () => {
    expect(short({ sweep: false, set: { 'train.learningRate': [1e-4, 2e-3] } })).toEqual([
      'icl {"shots":4,"chooser":"random"} - 0',
      'lora {"rank":8,"roles":["q","v"]} 0.0001 0',
      'lora {"rank":8,"roles":["q","v"]} 0.002 0',
    ]);
    expect(() => plan({ methods: ['icl'], set: { 'train.epochs': 2 } })).toThrow(
      '--set train.epochs: none of the methods icl trains anything',
    );
  });
  test('lets a method have training settings of its own', () => {
    const set = { 'train.learningRate': 1e-4, 'lora.train.learningRate': 2e-3 };
    expect(short({ methods: ['lora'], sweep: false, set })).toEqual([
      'lora {"rank":8,"roles":["q","v"]} 0.002 0',
    ]);
  });
  test('carries every setting into the trial', () => {
    const [trial] = plan({
      methods: ['icl'],
      revision: 'main',
      offline: true,
      train: 32,
      limit: 50,
      limitTest: 100,
      seeds: [7],
      template: [3],
      chat: true,
      device: 'webgpu',
      threads: 2,
    });
    expect(trial).toMatchObject({
      model: { reference: 'tiny', revision: 'main' },
      task: { name: 'toy', train: 32, limit: 50, test: 100, offline: true },
      seed: 7,
      template: 3,
      chat: true,
      engine: 'ort',
      device: 'webgpu',
      threads: 2,
    });
  });
  test('tries every task with each number of training items, and leaves its other items alone', () => {
    const task = ['toy', { name: 'toy', sampling: 'balanced' }];
    const trials = plan({ task, methods: ['lora'], sweep: false, train: [32, 128], limit: 50 });
    expect(trials.map((t) => t.task)).toEqual([
      { name: 'toy', train: 32, limit: 50 },
      { name: 'toy', train: 128, limit: 50 },
      { name: 'toy', sampling: 'balanced', train: 32, limit: 50 },
      { name: 'toy', sampling: 'balanced', train: 128, limit: 50 },
    ]);
    expect(plan({ train: [32] })).toEqual(plan({ train: 32 }));
    expect(plan({ train: [32, 32] })).toEqual(plan({ train: 32 }));
  });
  test('leaves the rate to the method and the epochs to the task unless they are set', () => {
    const [trial] = plan({ methods: ['lora'], sweep: false });
    expect(trial?.training).toMatchObject({ learningRate: null, rateFactor: 1, epochs: null });
    const set = { 'train.learningRate': 1e-3, 'train.epochs': 3 };
    const [old] = plan({ methods: ['lora'], sweep: false, set });
    expect(old?.training).toMatchObject({ learningRate: 1e-3, epochs: 3 });
    expect(old?.training).not.toHaveProperty('rateFactor');
  });
  test('takes factors of the method’s own rate, or rates, and a method’s before those of all', () => {
    const rates = (set: BenchConfig['set'] & object) =>
      plan({ methods: ['lora'], sweep: false, set }).map(rate);
    expect(rates({ 'train.rateFactor': [0.1, 10] })).toEqual(['×0.1', '×10']);
    expect(rates({ 'train.learningRate': 1e-3, 'lora.train.rateFactor': 2 })).toEqual(['×2']);
    expect(rates({ 'train.rateFactor': 2, 'lora.train.learningRate': 1e-3 })).toEqual(['0.001']);
    expect(() => rates({ 'train.rateFactor': 2, 'train.learningRate': 1e-3 })).toThrow(
      "rateFactor is a factor on the method's own learning rate: leave out it or learningRate",
    );
  });
  test('sweeps no rates where rates are set', () => {
    const set = { 'train.learningRate': [1e-4, 1e-3] };
    expect(short({ methods: ['lora'], set })).toEqual([
      'lora {"rank":8,"roles":["q","v"]} 0.0001 0',
      'lora {"rank":8,"roles":["q","v"]} 0.001 0',
      'lora {"rank":4,"roles":["q","v"]} 0.0001 0',
      'lora {"rank":4,"roles":["q","v"]} 0.001 0',
    ]);
  });
  test('runs the prompts that are named, else all of the user’s own', () => {
    expect(templates({})).toEqual([0]);
    expect(templates({ template: ['choice', 0] })).toEqual([2, 0]);
    expect(templates({ task: { name: 'toy', templates: ['a {x}', 'b {x}'] } })).toEqual([0, 1, 2, 3]);
  });
  test.each<[string, Partial<BenchConfig>, string]>([
    [
      'method',
      { methods: ['loar'] },
      '--methods: unknown method "loar". Did you mean "lora"? Known: icl, lora.',
    ],
    [
      'template',
      { template: 'cloz' },
      '--template: unknown template "cloz". Did you mean "cloze"? Known: plain, question, choice, cloze.',
    ],
    ['template’s index', { template: 4 }, '--template 4: expected 0..3: plain, question, choice, cloze'],
    [
      'field',
      { set: { 'lora.rnk': 1 } },
      '--set lora.rnk: unknown field "rnk". Did you mean "rank"? Known: rank, roles.',
    ],
    [
      'owner',
      { set: { 'lroa.rank': 1 } },
      '--set lroa.rank: unknown method "lroa". Did you mean "lora"? Known: icl, lora.',
    ],
    [
      'absent method',
      { methods: ['icl'], set: { 'lora.rank': 1 } },
      '--set lora.rank: "lora" is not among --methods icl',
    ],
    ['engine', { engine: 'ot' }, '--engine: unknown engine "ot". Did you mean "ort"? Known: ort, tfjs.'],
    [
      'device',
      { device: 'cdua' },
      '--device: unknown device "cdua". Did you mean "cuda"? Known: cpu, webgpu, cuda.',
    ],
  ])('refuses an unknown %s with the nearest known one', (_name, more, message) => {
    expect(() => plan(more)).toThrow(message);
  });
  test('tells every value that is out of range, as the user wrote it, at once', () => {
    expect(() => plan({ set: { 'lora.rank': [0, 4, 'x'] } })).toThrow(
      '--set lora.rank=0: Too small: expected number to be >=1; ' +
        '--set lora.rank="x": Invalid input: expected number, received string',
    );
    expect(() => plan({ set: { 'train.learningRate': -1 } })).toThrow(
      '--set train.learningRate=-1: Too small: expected number to be >0',
    );
    expect(() => plan({ set: { 'train.epochs': 1, 'lora.train.epochs': 0 } })).toThrow(
      '--set lora.train.epochs=0: Too',
    );
  });
  test('has (grid × seeds) trials, no id twice, and rows that differ by seed only', () => {
    const ranks = fc.uniqueArray(fc.integer({ min: 1, max: 256 }), { minLength: 1, maxLength: 4 });
    const rates = fc.uniqueArray(fc.constantFrom(1e-5, 1e-4, 1e-3), { minLength: 1 });
    const seeds = fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(ranks, rates, seeds, (rank, rate, seeds) => {
        const set = { 'lora.rank': rank, 'train.learningRate': rate };
        const trials = plan({ methods: ['lora'], set, seeds });
        expect(trials).toHaveLength(rank.length * rate.length * seeds.length);
        expect(new Set(trials.map(trialId)).size).toBe(trials.length);
        expect(new Set(trials.map(configurationId)).size).toBe(rank.length * rate.length);
      }),
      { numRuns: 25 },
    );
  });
});
