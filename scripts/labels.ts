/**
 * What many labels cost an item: the same texts asked with two labels of a data set and with all, by their words and by a head, in turn, in
 * one process. All labels are asked twice, with only the best wanted (as everywhere) and with every score, and must have the same answers.
 * Items are asked so many together, or alone as requests are; ratios are to two labels on the same items, medians over these groups. Each
 * setting is one line of JSON.
 *   node --import tsx scripts/labels.ts --model MODEL.gguf --data ../banking77/test.csv [--items 200] [--settings long,any,alone,shots]
 *     [--threads 2] [--sides few] > results/labels/labels.jsonl
 */
import {
  type Answer,
  type AskingMethod,
  type ClassificationTask,
  ConfigError,
  type Item,
  type PatchedModel,
  type PromptContext,
  type Wanted,
  applyMethod,
  encodeText,
  initialState,
  patchedModel,
  plainPrompt,
  random,
  remembering,
} from '@adaptbench/core';
import { type Took, quantile } from '@adaptbench/results';
import { loadTask } from '@adaptbench/tasks';
import { askingMethod } from './asking-method.ts';
import { options } from './options.ts';
import { open, print, say, timed } from './paired/process.ts';

const o = options({
  model: '',
  data: '',
  items: '200',
  settings: 'long,any,alone,shots',
  threads: '2',
  sides: 'all',
});
interface Setting {
  readonly shots: number;
  /** Items asked in one call. */
  readonly together: number;
  /** Tokens of a prompt without exemplars, from and to. */
  readonly tokens: readonly [number, number];
  /** Share of the items that are asked. */
  readonly share: number;
}
const settings: Readonly<Record<string, Setting>> = {
  long: { shots: 0, together: 20, tokens: [40, 60], share: 1 },
  any: { shots: 0, together: 20, tokens: [1, 1000], share: 1 },
  alone: { shots: 0, together: 1, tokens: [1, 1000], share: 1 / 4 },
  shots: { shots: 4, together: 20, tokens: [1, 1000], share: 1 },
};
const { model, engine } = await open(o.model, o.threads);
const tokenizer = remembering(model.tokenizer);
const loaded = await loadTask({ name: o.data, test: 2_000 }, 0);
if (loaded.task.kind !== 'classification')
  throw new ConfigError(`${o.data}: expected a file of texts and labels.`);
const task: ClassificationTask = loaded.task;
const pool = loaded.splits.train;

const withLabels = (n: number): ClassificationTask => ({ ...task, labels: task.labels.slice(0, n) });
const contextOf = (n: number, shown: readonly Item[]): PromptContext => ({
  task: withLabels(n),
  template: 0,
  pool: shown,
  seed: 0,
  tokenizer,
  contextLength: model.architecture.shape.contextLength,
  frame: (text) => text,
});
const tokensOf = (item: Item): number =>
  encodeText(tokenizer, plainPrompt.bind(contextOf(2, [])).write(item)).length;
/** One model per patch, so that sides of the same patch share its programs. */
const opened = new Map<string, PatchedModel>();
interface Side {
  readonly name: string;
  readonly method: string;
  readonly labels: number;
  readonly config: object;
  readonly wanted?: Wanted;
}
function asker(
  { method: name, config, labels, wanted }: Side,
  among: readonly Item[],
): {
  patched: PatchedModel;
  ask: (some: readonly Item[]) => Promise<Answer[]>;
} {
  const method: AskingMethod<unknown> = askingMethod(name);
  const asked = { ...model, tokenizer };
  const { patch, prompt } = applyMethod(method, method.config.parse(config), asked, withLabels(labels));
  const patched = opened.get(name) ?? patchedModel(asked, engine, patch, initialState(asked, patch, 0));
  opened.set(name, patched);
  // Exemplars of labels that are asked about.
  const known = new Set(withLabels(labels).labels);
  const bound = prompt.bind(
    contextOf(
      labels,
      pool.filter(({ answer }) => known.has(answer)),
    ),
  );
  return {
    patched,
    ask(some) {
      tokenizer.forget();
      return bound.answer(some, patched, among, wanted);
    },
  };
}

interface Round extends Took {
  readonly tokens: number;
  readonly passes: number;
  readonly answers: readonly Answer[];
}
const all = task.labels.length;

async function measured(
  setting: string,
  { shots, together, tokens: [least, most], share }: Setting,
): Promise<void> {
  const items = random(0, 'labels')
    .shuffle(loaded.splits.test)
    .filter((item) => tokensOf(item) >= least && tokensOf(item) <= most)
    .slice(0, Math.ceil(Number(o.items) * share));
  const icl = (name: string, labels: number, more: object = {}): Side => ({
    name,
    method: 'icl',
    labels,
    config: { shots, ...more },
  });
  const [two, best, every] = [
    icl('2 labels', 2),
    icl(`${all} labels`, all),
    { ...icl(`${all} labels, every score`, all), wanted: 'scores' as const },
  ];
  const sides: Side[] = [
    two,
    best,
    every,
    ...(o.sides === 'few'
      ? []
      : [
          icl(`${all} labels, telling beginnings`, all, { labelScore: 'telling' }),
          ...(shots === 0 ? [{ name: `${all} labels, head`, method: 'head', labels: all, config: {} }] : []),
        ]),
  ];
  const askers = sides.map((side) => asker(side, items));
  const rounds = sides.map((): Round[] => []);
  // Compiles.
  for (const { ask } of askers) await ask(items.slice(0, 2));
  for (let from = 0; from < items.length; from += together) {
    const some = items.slice(from, from + together);
    say(`${setting}: ${from} of ${items.length} items`);
    for (const [s, { patched, ask }] of askers.entries()) {
      const { tokens, runs } = patched.counters;
      let answers: readonly Answer[] = [];
      const took = await timed(async () => (answers = await ask(some)));
      const counters = patched.counters;
      rounds[s]!.push({ ...took, answers, tokens: counters.tokens - tokens, passes: counters.runs - runs });
    }
  }
  const answersOf = (side: Side): readonly Answer[] =>
    rounds[sides.indexOf(side)]!.flatMap(({ answers }) => answers);
  const perItem = (s: number, value: (round: Round) => number): number =>
    rounds[s]!.reduce((sum, round) => sum + value(round), 0) / items.length;
  const ratio = (s: number, value: (round: Round) => number): number =>
    quantile(
      rounds[s]!.map((round, r) => value(round) / value(rounds[0]![r]!)),
      0.5,
    );
  const full = answersOf(every);
  print({
    setting,
    model: o.model.split('/').at(-1),
    items: items.length,
    together,
    shots,
    ownTokens: items.reduce((sum, item) => sum + tokensOf(item), 0) / items.length,
    sameAnswers: answersOf(best).filter(({ prediction }, i) => prediction === full[i]!.prediction).length,
    rows: sides.map(({ name }, s) => ({
      name,
      tokens: perItem(s, ({ tokens }) => tokens),
      passes: perItem(s, ({ passes }) => passes),
      cpuMs: perItem(s, ({ cpuMs }) => cpuMs),
      wallMs: perItem(s, ({ wallMs }) => wallMs),
      tokenRatio: ratio(s, ({ tokens }) => tokens),
      cpuRatio: ratio(s, ({ cpuMs }) => cpuMs),
      wallRatio: ratio(s, ({ wallMs }) => wallMs),
    })),
  });
}

for (const name of o.settings.split(',')) {
  const setting = settings[name];
  if (!setting)
    throw new ConfigError(`--settings ${name}: expected some of ${Object.keys(settings).join(', ')}.`);
  await measured(name, setting);
}
for (const patched of opened.values()) await patched.dispose();
