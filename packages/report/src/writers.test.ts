import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fixtureMethods,
  done,
  failed,
  gradedSplit,
  linesOf,
  manifestOf,
  session,
  skipped,
  specs,
  split,
} from '@adaptbench/results/testing';
import {
  answers,
  type Manifest,
  differingTable,
  itemComparisons,
  makeTable,
  tablesOf,
  duration,
  listed,
} from '@adaptbench/results';
import { csv } from './csv.ts';
import { markdownTable } from './markdown.ts';
import { report } from './report.ts';
import { summary } from './summary.ts';
import { terminalTable } from './terminal.ts';

const plan = specs();
const [icl0, lora4, icl4, lora8] = plan;
const records = [
  done(icl0!, split(20, 40), split(50, 100)),
  done(icl4!, split(24, 40), split(60, 100)),
  done(lora4!, split(36, 40), split(90, 100)),
  failed(lora8!),
];
const { rows, tables } = tablesOf(plan, records);
const [accuracy, memory, latency] = tables;
const oneCell = (text: string) =>
  makeTable({ name: 't', title: 'T', legend: [] }, [{ header: 'x', value: () => text }], [0]);

describe('CSV', () => {
  test('has every column with its unit and numbers in full', () => {
    expect(csv(accuracy!)).toMatchInlineSnapshot(`
      "method,configuration,chosen,validation accuracy (%),test accuracy (%),95 % low (%),95 % high (%),group,difference to the best (points),difference 95 % low (points),difference 95 % high (points),adjusted p,sd over seeds (points),seeds,test items,validation items,unreadable (%),lenient test accuracy (%),trials,reason
      icl,shots=0,,50,50,40.3832,59.6168,c,-40,-49.0726,-29.3588,5.45697e-12,,1,100,40,0,,1/1 done,
      icl,shots=4,yes,60,60,50.2003,69.0599,b,-30,-38.6624,-20.1611,3.72529e-9,,1,100,40,0,,1/1 done,
      lora,rank=4,yes,90,90,82.5634,94.4771,a,,,,,,1,100,40,0,,1/1 done,
      lora,rank=8,,,,,,,,,,,,0,,,,,failed,train: ProcessDied: the process was killed (SIGKILL)
      "
    `);
  });
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'text that looks like a formula is defused: %j',
    (text) => {
      expect(csv(oneCell(text)).split('\n').slice(1).join('\n').replace('"', '')).toMatch(/^'/);
    },
  );
  test('what models and data say in items.csv is defused too', () => {
    const [a, b] = [icl0!, lora4!].map((spec, i) => done(spec, split(1, 2), split(i, 1)));
    const pair = tablesOf([icl0!, lora4!], [a!, b!]).rows;
    const said = (id: string) =>
      linesOf(id === a!.id ? a! : b!).map((line) =>
        Object.assign(line, {
          fields: { text: '=HYPERLINK("https://example.org")' },
          prediction: '@SUM(1)',
          output: '\t=1',
        }),
      );
    const text = csv(differingTable(itemComparisons(pair, said)));
    expect(text.split('\n')[1]).toBe(
      `test:0,"'=HYPERLINK(""https://example.org"")",yes,lora defaults,'@SUM(1),icl defaults,'@SUM(1),first,'\t=1,'\t=1`,
    );
  });
  test('negative numbers stay numbers', () => {
    const table = makeTable(
      { name: 't', title: 'T', legend: [] },
      [{ header: 'x', value: () => -0.1234567 }],
      [0],
    );
    expect(csv(table)).toBe('x\n-0.123457\n');
  });
});

describe('a terminal', () => {
  test('of 120 cells shows the table like this', () => {
    expect(`\n${terminalTable(accuracy!, 120)}`).toMatchInlineSnapshot(`
      "
      Accuracy
                                      validation      test  95 %              sd over
                                        accuracy  accuracy  interval          seeds             test  unreadable
      method  configuration   chosen         (%)       (%)  (%)        group  (points)  seeds  items         (%)  trials
      ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      icl     shots=0                       50.0      50.0  40.4–59.6  c                    1    100         0.0  1/1 done
      icl     shots=4         yes           60.0      60.0  50.2–69.1  b                    1    100         0.0  1/1 done
      lora    rank=4          yes           90.0      90.0  82.6–94.5  a                    1    100         0.0  1/1 done
      lora    rank=8                                                                        0                     failed
      "
    `);
    expect(`\n${terminalTable(memory!, 120)}`).toMatchInlineSnapshot(`
      "
      Memory and storage
                                                                                      KV
                                                            training  inference    cache
                                                              peak −     peak −      per  training,  training,
                                       trainable  artefact      idle       idle  request  explained       rest
      method  configuration   chosen  parameters     (MiB)     (MiB)      (MiB)    (MiB)      (MiB)      (MiB)  trials
      ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      icl     shots=0                          0      0.00                  600     1.00                        1/1 done
      icl     shots=4         yes              0      0.00                  600     1.00                        1/1 done
      lora    rank=4          yes          4,000      0.02     1,436        600     1.00        862        574  1/1 done
      lora    rank=8                                                                                            failed
      "
    `);
    expect(`\n${terminalTable(latency!, 120)}`).toMatchInlineSnapshot(`
      "
      Latency and training time
                                      item  item
                                       p50   p95  throughput    prompt  training    training
      method  configuration   chosen  (ms)  (ms)   (items/s)  (tokens)       (s)  (tokens/s)  trials
      ─────────────────────────────────────────────────────────────────────────────────────────────────
      icl     shots=0                 20.0  25.0        60.0      80.0                        1/1 done
      icl     shots=4         yes     20.0  25.0        60.0      80.0                        1/1 done
      lora    rank=4          yes     20.0  25.0        60.0      80.0      20.0         600  1/1 done
      lora    rank=8                                                                          failed
      "
    `);
  });
  test('of any width from 80 on holds every line, whatever the configurations are called', () => {
    fc.assert(
      fc.property(fc.integer({ min: 80, max: 160 }), fc.string({ maxLength: 60 }), (width, name) => {
        const odd = rows.map((row) => Object.assign({}, row, { configuration: name }));
        const [table] = tablesOf(plan, records).tables;
        for (const text of [table, memory, latency].map((t) => {
          const cells = t!.rows.map((cells, i) =>
            cells.map((cell, j) => (j === 1 ? odd[i]!.configuration : cell)),
          );
          return terminalTable({ ...t!, rows: cells }, width);
        })) {
          for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
        }
      }),
      { numRuns: 40 },
    );
  });
  test('is told of columns that did not fit', () => {
    expect(terminalTable(memory!, 80)).toMatch(/\(\d more columns? in memory\.csv\)\n$/);
  });
});

describe('the report', () => {
  const manifest = manifestOf(plan);
  const text = (more: Partial<Manifest> = {}) =>
    report({
      manifest: { ...manifest, ...more },
      rows,
      answers: answers(rows),
      tables,
      methods: fixtureMethods,
    });
  test('reads like this', () =>
    expect(text()).toMatchInlineSnapshot(`
      "# tiny: icl, lora

      4 trials, seeds 0. Run a764ec4bac5160c8, begun 2026-01-01T00:00:00.000Z.

      **Use lora (rank=4): 90.0 % of 100 test items (95 % interval 82.6 % to 94.5 %, 1 seed); on validation better than icl beyond chance.**

      - lora (rank=4) answers 90.0 % of 100 test items (95 % interval 82.6 % to 94.5 %; 1 seed).
      - icl (shots=4) answers 60.0 % of 100 test items (95 % interval 50.2 % to 69.1 %; 1 seed).
      - icl (shots=4) is worse than lora by 30.0 points (95 % interval 20.2 to 38.7; adjusted p \\< 0.001).
      - icl (shots=0) is worse than lora by 40.0 points (95 % interval 29.4 to 49.1; adjusted p \\< 0.001).
      - lora (rank=8): failed: train: ProcessDied: the process was killed (SIGKILL)

      ## Accuracy

      | method | configuration | chosen | validation accuracy (%) | test accuracy (%) | 95 % interval (%) | group | sd over seeds (points) | seeds | test items | unreadable (%) | trials |
      | --- | --- | --- | ---: | ---: | --- | --- | --- | ---: | ---: | ---: | --- |
      | icl | shots=0 |  | 50.0 | 50.0 | 40.4–59.6 | c |  | 1 | 100 | 0.0 | 1/1 done |
      | icl | shots=4 | yes | 60.0 | 60.0 | 50.2–69.1 | b |  | 1 | 100 | 0.0 | 1/1 done |
      | lora | rank=4 | yes | 90.0 | 90.0 | 82.6–94.5 | a |  | 1 | 100 | 0.0 | 1/1 done |
      | lora | rank=8 |  |  |  |  |  |  | 0 |  |  | failed |

      - chosen: the method’s best validation accuracy (of equals the one with fewer trainable parameters, then with fewer tokens per item). Test items have no say in it.
      - 95 % interval: of the mean test accuracy over seeds. One seed, or nothing drawn (the items alone): Wilson’s score interval. Several seeds: the variance of items and that of seeds, Wilson’s interval for as many items as they are worth, t for few seeds. How much seeds differ is estimated from the configuration’s own and the method’s others on the task together (moderated t, Smyth 2004); where the method has one configuration, from its own alone.
      - group: of the chosen configurations and the zero-shot baseline, two share a letter exactly where the same test items do not tell them apart (Holm-adjusted p ≥ 0.05 over all pairs of the task, pairs.csv); a is the best one’s. Not told apart does not mean equal.
      - unreadable: answers that could not be read; they count as wrong. lenient: a second, forgiving reading of the same text.

      ## Memory and storage

      | method | configuration | chosen | trainable parameters | artefact (MiB) | training peak − idle (MiB) | inference peak − idle (MiB) | KV cache per request (MiB) | training, explained (MiB) | training, rest (MiB) | trials |
      | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |
      | icl | shots=0 |  | 0 | 0.00 |  | 600 | 1.00 |  |  | 1/1 done |
      | icl | shots=4 | yes | 0 | 0.00 |  | 600 | 1.00 |  |  | 1/1 done |
      | lora | rank=4 | yes | 4,000 | 0.02 | 1,436 | 600 | 1.00 | 862 | 574 | 1/1 done |
      | lora | rank=8 |  |  |  |  |  |  |  |  | failed |

      - peak − idle: highest resident memory while the phase’s process worked, less what it held when the program was loaded and the model not (Node.js and libraries). Training and inference have a process each (where chosen configurations alone are measured, the others’ inference has none, and training has one in the first seed); the highest over seeds that were measured. 1 MiB = 1,048,576 bytes.
      - The kernel’s high-water mark, in which weights count for each session that maps them: training with validation maps them twice.
      - explained: what must be alive at once according to the programs’ own lifetimes, for the largest batch that was run: weights, trained tensors, gradients, optimizer state, activations; at inference weights, patch, activations and keys and values (a column each in the CSV). rest: peak − idle − explained, which is the runtime’s: its arena and copies, compiled programs, JavaScript’s arrays; negative where not all of the weights were touched.
      - switch of task: tensors that have to be replaced for another task while the model stays loaded; 0 where only the prompt changes.
      - artefact: the files of what was learned, on disk.
      - KV cache per request: keys and values of a test item’s prompt, answer and of the method’s own positions. Mean over test items.
      - context left: the model’s context less the method’s own positions and the prompt. Mean over test items.

      ## Latency and training time

      | method | configuration | chosen | item p50 (ms) | item p95 (ms) | throughput (items/s) | prompt (tokens) | training (s) | training (tokens/s) | trials |
      | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
      | icl | shots=0 |  | 20.0 | 25.0 | 60.0 | 80.0 |  |  | 1/1 done |
      | icl | shots=4 | yes | 20.0 | 25.0 | 60.0 | 80.0 |  |  | 1/1 done |
      | lora | rank=4 | yes | 20.0 | 25.0 | 60.0 | 80.0 | 20.0 | 600 | 1/1 done |
      | lora | rank=8 |  |  |  |  |  |  |  | failed |

      - item: one test item after the other (batch 1), from its text to its answer, writing and tokenizing the prompt included, after warm-ups. Quantiles interpolate linearly between the sorted times; the 95 % interval lies between two of them (order statistics; none where n is too small). n and other quantiles are in the CSV.
      - throughput: items asked together, batches filled to the evaluation’s 1,024 tokens, what their prompts share read once; loading left out. Of the seeds that were timed, where any was.
      - training: the steps alone, without loading, compiling and validation. Of a fitted method: from the items to the artefact, its choices on validation included.

      ## Differences in test accuracy

      | method | configuration | other method | other configuration | difference (points) | 95 % low (points) | 95 % high (points) | p | adjusted p | apart | test items | seeds | other seeds | test |
      | --- | --- | --- | --- | ---: | ---: | ---: | --- | --- | --- | ---: | ---: | ---: | --- |
      | lora | rank=4 | icl | shots=4 | 30.0 | 20.2 | 38.7 | \\< 0.0001 | \\< 0.0001 | yes | 100 | 1 | 1 | exact McNemar |
      | lora | rank=4 | icl | shots=0 | 40.0 | 29.4 | 49.1 | \\< 0.0001 | \\< 0.0001 | yes | 100 | 1 | 1 | exact McNemar |
      | icl | shots=4 | icl | shots=0 | 10.0 | 3.4 | 16.2 | 0.0020 | 0.0020 | yes | 100 | 1 | 1 | exact McNemar |

      - difference: mean test accuracy of the first minus that of the other, on the same items, with its own 95 % interval. Compared are the chosen configurations and the zero-shot baseline (nothing trained, no exemplars).
      - p: of no difference over all items and seeds. exact McNemar: one seed each, or seeds that always agree. items and seeds: items paired, each side’s seeds a sample of their own, their variance moderated by the method’s other configurations as in the intervals, Student’s t.
      - adjusted p: Holm’s, over all pairs of the task; apart where it is below 0.05: were all equal, any pair would be called so in at most 5 % of runs.

      ## Methods

      - icl (in-context learning): Language Models are Few-Shot Learners, https://arxiv.org/abs/2005.14165
      - lora (low-rank update): LoRA, https://arxiv.org/abs/2106.09685

      ## How it was run

      - model: tiny, hash mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm.
      - task: toy, data hash dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd.
      - engine: ort on cpu, threads: the engine’s choice, chat template: no
      - machine: CPU, 2 cores, 16.0 GiB, Linux 6 x64
      - versions: Node.js 20.20.2, onnxruntime-node 1.30.0; all of them are in manifest.json
      - program: commit cccccccccccccccccccccccccccccccccccccccc, with uncommitted changes
      - command: --model tiny --task toy --methods icl,lora

      ## Answer

      **Use lora (rank=4): 90.0 % of 100 test items (95 % interval 82.6 % to 94.5 %, 1 seed); on validation better than icl beyond chance.**
      "
    `));
  test('warns where the machine or the data changed between sessions', () => {
    const other = { ...session, machine: { ...session.machine, cores: 64 } };
    expect(text({ sessions: [session, other] })).toContain(
      'WARNING: between sessions these changed: machine.',
    );
    expect(text({ data: ['a', 'b'] })).toContain('WARNING: it changed while the run went on');
  });
  test('lets no text from outside break a table', () => {
    expect(markdownTable(oneCell('a|b\n<c> `d`'))).toBe('| x |\n| --- |\n| a\\|b \\<c\\> \\`d\\` |');
    expect(markdownTable(oneCell('a\u001B[2Jb\u202Ec'))).toBe('| x |\n| --- |\n| a \\[2Jbc |');
  });
});

describe('the summary', () => {
  test('warns where a class that counts as much as any other has few test items', () => {
    const told = (items: number, classes: number): string => {
      const graded = { ...gradedSplit([0.2, 0.9, 0.8], { title: 'Macro-F1' }), rarest: { items, classes } };
      return summary(tablesOf([icl0!], [done(icl0!, graded, graded)]).rows).join('\n');
    };
    expect(told(3, 2)).toContain(
      'WARNING: the rarest label has 3 test items of 3: intervals and tests of Macro-F1 hold less often than in 95 % with fewer than 5. More test items of it would tell.',
    );
    expect(told(5, 2)).not.toContain('WARNING');
    // Of 77 classes no one weighs much.
    expect(told(2, 77)).not.toContain('WARNING');
  });
  test('says when methods cannot be told apart', () => {
    const close = tablesOf(plan, [
      done(icl0!, split(20, 40), split(50, 100)),
      done(lora4!, split(20, 40), split(55, 100)),
    ]);
    expect(summary(close.rows).join(' ')).toContain(
      'icl cannot be told apart from lora (Holm-adjusted p ≥ 0.05, 1 pair, 100 test items).',
    );
  });
  test('says by how much one is worse, by name and configuration where a method has two', () => {
    expect(summary(rows).join(' ')).toContain(
      'icl (shots=4) is worse than lora by 30.0 points (95 % interval 20.2 to 38.7; adjusted p < 0.001).',
    );
  });
  test('goes task by task where there are several', () => {
    const both = specs({ task: ['toy', 'other'], methods: ['icl'], sweep: false });
    expect(
      summary(
        tablesOf(
          both,
          both.map((spec) => done(spec)),
        ).rows,
      ),
    ).toEqual([
      'toy: icl (defaults) answers 70.0 % of 100 test items (95 % interval 60.4 % to 78.1 %; 1 seed).',
      'other: icl (defaults) answers 70.0 % of 100 test items (95 % interval 60.4 % to 78.1 %; 1 seed).',
    ]);
  });
  test('is only of failures where nothing worked', () => {
    expect(summary(tablesOf([lora8!], [skipped(lora8!)]).rows)).toEqual([
      'lora (defaults): skipped: lora: rank is 9: expected 1..8',
    ]);
  });
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j listed', (names, text) => expect(listed(names)).toBe(text));

test.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [45.4, '45 s'],
  [130, '2 min 10 s'],
  [3599.6, '1 h 00 min'],
  [3900, '1 h 05 min'],
])('%s seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));
