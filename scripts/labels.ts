/**
 * What many labels cost an item: the same texts asked with all labels of a data set, with half of them, and with two, in turn, in one
 * process. Times are milliseconds an item, tokenising included; ratios are to two labels, medians over rounds.
 *   node --import tsx scripts/labels.ts --model MODEL.gguf --data ../banking77/test.csv [--items 16] [--rounds 5] [--threads 2]
 *     [--tokens 40-60]
 */
import {
  type ClassificationTask,
  ConfigError,
  type Item,
  encodeText,
  noPatch,
  patchedModel,
  plainPrompt,
  remembering,
} from '@adaptbench/core';
import { quantile } from '@adaptbench/results';
import { loadTask } from '@adaptbench/tasks';
import { inTurn } from '@adaptbench/testing';
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
const patched = patchedModel({ ...model, tokenizer }, engine, noPatch, new Map());

const withLabels = (n: number): ClassificationTask => ({ ...task, labels: task.labels.slice(0, n) });
const bound = (n: number) =>
  plainPrompt.bind({
    task: withLabels(n),
    template: 0,
    pool: [],
    seed: 0,
    tokenizer,
    contextLength: model.architecture.shape.contextLength,
    frame: (text) => text,
  });
const tokensOf = (item: Item): number => encodeText(tokenizer, bound(2).write(item)).length;
const items = [...loaded.splits.test, ...loaded.splits.train]
  .filter((item) => tokensOf(item) >= least && tokensOf(item) <= most)
  .slice(0, Number(o.items));

const counts = [2, Math.ceil(task.labels.length / 2), task.labels.length];
const ask = (n: number) => async (): Promise<number> => {
  tokenizer.forget();
  const { wallMs } = await timed(() => bound(n).answer(items, patched));
  return wallMs / items.length;
};
const works = Object.fromEntries(counts.map((n) => [`${n} labels`, ask(n)]));
const took = await inTurn(works, Number(o.rounds), 1);
const two = took['2 labels']!;
print({
  items: items.length,
  promptTokens: items.reduce((sum, item) => sum + tokensOf(item), 0) / items.length,
  rows: Object.entries(took).map(([labels, ms]) => ({
    labels,
    msPerItem: quantile(ms, 0.5),
    ratioToTwo: quantile(
      ms.map((x, i) => x / two[i]!),
      0.5,
    ),
  })),
});
await patched.dispose();
