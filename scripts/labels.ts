/**
 * What many labels cost an item: the same texts asked with two labels of a data set, with half of them, and with all. Words and a head take
 * turns in one process. Counted work and times per item, tokenising included; ratios are to two labels, medians over rounds.
 *   node --import tsx scripts/labels.ts --model MODEL.gguf --data ../banking77/test.csv [--items 16] [--rounds 5] [--threads 2]
 *     [--tokens 40-60]
 */
import {
  type AskingMethod,
  type ClassificationTask,
  ConfigError,
  type Item,
  type PromptContext,
  applyMethod,
  encodeText,
  initialState,
  patchedModel,
  plainPrompt,
  remembering,
} from '@adaptbench/core';
import { type Engine, countingEngine } from '@adaptbench/graph';
import { type Took, quantile } from '@adaptbench/results';
import { loadTask } from '@adaptbench/tasks';
import { inTurn } from '@adaptbench/testing';
import { askingMethod } from './asking-method.ts';
import { options } from './options.ts';
import { open, print, timed } from './paired/process.ts';

const o = options({ model: '', data: '', items: '16', rounds: '5', threads: '2', tokens: '40-60' });
const [least, most] = o.tokens.split('-').map(Number) as [number, number];
const { model, engine } = await open(o.model, o.threads);
const tokenizer = remembering(model.tokenizer);
const loaded = await loadTask({ name: o.data, test: 2_000 }, 0);
if (loaded.task.kind !== 'classification')
  throw new ConfigError(`${o.data}: expected a file of texts and labels.`);
const task: ClassificationTask = loaded.task;

const withLabels = (n: number): ClassificationTask => ({ ...task, labels: task.labels.slice(0, n) });
const contextOf = (n: number): PromptContext => ({
  task: withLabels(n),
  template: 0,
  pool: [],
  seed: 0,
  tokenizer,
  contextLength: model.architecture.shape.contextLength,
  frame: (text) => text,
});
const tokensOf = (item: Item): number =>
  encodeText(tokenizer, plainPrompt.bind(contextOf(2)).write(item)).length;
const items = [...loaded.splits.test, ...loaded.splits.train]
  .filter((item) => tokensOf(item) >= least && tokensOf(item) <= most)
  .slice(0, Number(o.items));

/** Answers the items by the words of their labels, or by a head. */
function side(
  method: AskingMethod<unknown>,
  config: object,
  n: number,
  on: Engine,
): { ask: () => Promise<unknown>; dispose: () => Promise<void> } {
  const asked = { ...model, tokenizer };
  const { patch, prompt } = applyMethod(method, method.config.parse(config), asked, withLabels(n));
  const patched = patchedModel(asked, on, patch, initialState(asked, patch, 0));
  return {
    ask() {
      tokenizer.forget();
      return prompt.bind(contextOf(n)).answer(items, patched);
    },
    dispose: () => patched.dispose(),
  };
}

const all = task.labels.length;
const sides = [
  { name: '2 labels', method: 'icl', labels: 2, config: { shots: 0 } },
  { name: `${Math.ceil(all / 2)} labels`, method: 'icl', labels: Math.ceil(all / 2), config: { shots: 0 } },
  { name: `${all} labels`, method: 'icl', labels: all, config: { shots: 0 } },
  {
    name: `${all} labels, telling beginnings`,
    method: 'icl',
    labels: all,
    config: { shots: 0, labelScore: 'telling' },
  },
  { name: `${all} labels, head`, method: 'head', labels: all, config: {} },
];
const counting = countingEngine();
const gigaflops: number[] = [];
const works: Record<string, () => Promise<Took>> = {};
const opened: { dispose: () => Promise<void> }[] = [];
for (const { name, method, labels, config } of sides) {
  counting.take();
  await side(askingMethod(method), config, labels, counting).ask();
  gigaflops.push(counting.take().flops / items.length / 1e9);
  const real = side(askingMethod(method), config, labels, engine);
  opened.push(real);
  works[name] = () => timed(real.ask);
}
const took = await inTurn(works, Number(o.rounds), 1);
const median = (name: string, value: (t: Took, round: number) => number): number =>
  quantile(took[name]!.map(value), 0.5);
const [two] = sides.map(({ name }) => name);
print({
  items: items.length,
  promptTokens: items.reduce((sum, item) => sum + tokensOf(item), 0) / items.length,
  rows: sides.map(({ name }, i) => ({
    name,
    gigaflops: gigaflops[i],
    workRatio: gigaflops[i]! / gigaflops[0]!,
    wallMs: median(name, (t) => t.wallMs / items.length),
    cpuMs: median(name, (t) => t.cpuMs / items.length),
    cpuRatio: median(name, (t, round) => t.cpuMs / took[two!]![round]!.cpuMs),
  })),
});
for (const { dispose } of opened) await dispose();
