/** What a model will be asked, before it is asked: prompts as each method writes them, their lengths in tokens, and what does not fit. */
import { ConfigError, type Task, encodeText, fitsContext, largest } from '@adaptbench/core';
import { countingEngine } from '@adaptbench/graph';
import { type TrialSpec, groupBy, quantile, taskKey } from '@adaptbench/results';
import { askedItems } from '../trial/asked-items.ts';
import { type Prepared, prepare } from '../trial/prepare.ts';

/** An item as it is put to the model. */
export interface WrittenItem {
  readonly id: string;
  /** One, or one after the other where a method asks in several ways or stages (those as after an empty answer). */
  readonly texts: readonly string[];
  /** Of the first. */
  readonly tokens: number;
  /** What a right answer adds, as it is trained on. */
  readonly answer: string;
}

/** The prompts of one configuration, or of several methods that write the same. */
export interface WrittenPrompt {
  readonly methods: readonly string[];
  readonly template: string;
  /** The first few test items. */
  readonly items: readonly WrittenItem[];
  /** Tokens of the test items' prompts without their answers. */
  readonly tokens: { readonly median: number; readonly most: number; readonly longest: string };
  /** Test items that do not fit the context with their longest answer, of so many. */
  readonly unfit: number;
  readonly asked: number;
  readonly contextLength: number;
  /** Most tokens that an answer may have; null where labels are scored. */
  readonly newTokens: number | null;
  readonly notes: readonly string[];
}

/** The prompts of one task, or why a method writes none. */
export interface TaskPreview {
  readonly spec: TrialSpec;
  readonly prompts: readonly WrittenPrompt[];
  readonly skipped: readonly { readonly method: string; readonly reason: string }[];
}

/** Items that are shown. */
const SHOWN = 3;

/** The first configuration of each method on each task; of fitted methods none, which write no prompts. Throws LoadError where the model cannot be opened. */
export async function previewPrompts(plan: readonly TrialSpec[]): Promise<TaskPreview[]> {
  const previews: TaskPreview[] = [];
  for (const task of groupBy(plan, taskKey)) {
    const asking = task.filter(({ fits }) => !fits);
    const written: WrittenPrompt[] = [];
    const skipped: { method: string; reason: string }[] = [];
    for (const [spec] of groupBy(asking, ({ method, template }) => `${method} ${template}`))
      try {
        written.push(await writtenBy(spec!));
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        skipped.push({ method: spec!.method, reason: error.message });
      }
    previews.push({ spec: task[0]!, prompts: together(written), skipped });
  }
  return previews;
}

async function writtenBy(spec: TrialSpec): Promise<WrittenPrompt> {
  const prepared = await prepare(spec, { engine: countingEngine() });
  const { prompt, splits, task, tokenizer } = prepared;
  const texts = splits.test.map((item) => prompt.write(item, splits.test));
  const lengths = texts.map((text) => encodeText(tokenizer, text).length);
  const longest = Math.max(0, largest(lengths));
  const contextLength = prepared.model.architecture.shape.contextLength - prepared.patch.positions;
  return {
    methods: [spec.method],
    template: task.templates[spec.template]!.name,
    items: await shownItems(prepared, contextLength),
    tokens: {
      median: lengths.length === 0 ? 0 : quantile(lengths, 0.5),
      most: longest,
      longest: splits.test[lengths.indexOf(longest)]?.id ?? '',
    },
    unfit: texts.filter((text) => !fitsContext(text, task, spec.template, tokenizer, contextLength)).length,
    asked: texts.length,
    contextLength,
    newTokens: newTokensOf(task),
    notes: prompt.notes(),
  };
}

async function shownItems(
  { prompt, splits, tokenizer }: Prepared,
  contextLength: number,
): Promise<WrittenItem[]> {
  const items = splits.test.slice(0, SHOWN);
  const asked = await askedItems(items, splits.test, prompt, {
    tokenizer,
    contextLength,
    embed: () =>
      Promise.reject(new ConfigError('its exemplars are chosen by the model, which does not run here.')),
  });
  return asked.map(({ item, contexts }) => ({
    id: item.id,
    texts: contexts,
    tokens: encodeText(tokenizer, contexts[0]).length,
    answer: prompt.completion(item),
  }));
}

const newTokensOf = (task: Task): number | null => (task.kind === 'generation' ? task.maxNewTokens : null);

/** Methods that write the same stand together. */
const together = (prompts: readonly WrittenPrompt[]): WrittenPrompt[] =>
  groupBy(prompts, ({ items, contextLength }) =>
    JSON.stringify([items.map(({ texts, answer }) => [texts, answer]), contextLength]),
  ).map((same) => ({ ...same[0]!, methods: [...new Set(same.flatMap(({ methods }) => methods))] }));
