/**
 * Chain of thought (Wei et al. 2022): exemplars ⟨question, worked solution, answer⟩, or a trigger and two stages (Kojima et al. 2022); of
 * several samples the most frequent answer counts (Wang et al. 2022). Answers are read from text, a classification's labels too. Beside a
 * tuning method's patch (`lora+cot`), the trained completion is the item's solution and its answer, or the answer alone.
 */
import {
  type Answer,
  type BoundPrompt,
  ConfigError,
  type GenerationTask,
  type Item,
  type LanguageModel,
  type Prompt,
  type PromptContext,
  continuation,
  encodeText,
  fitsContext,
  goldAnswer,
  goldCompletion,
  promptWriter,
  random,
  referencesOf,
  unasked,
  vote,
} from '@adaptbench/core';
import type { CotConfig } from './config.ts';
import { drawExemplars } from './exemplars.ts';
import { openTask } from './open-task.ts';
import { phrasesOf } from './phrases.ts';
import { measureRationale } from './rationale/measures.ts';
import { checkedSteps } from './rationale/steps.ts';
import { type Draw, type Reply, type Stages, directStage, oneStage, twoStages } from './stages.ts';
import { triggerText } from './triggers.ts';

/** A way of writing and of being answered. */
interface Form {
  /** All before the answer, where `among` are asked together. */
  readonly write: (item: Item, among: readonly Item[]) => string;
  /** What follows that text. */
  readonly completion: (item: Item, text: string) => string;
  readonly stages: Stages;
  /** The most tokens that may follow a prompt. */
  readonly room: number;
  readonly notes: () => readonly string[];
}

export const cotPrompt = (config: CotConfig): Prompt => ({
  draws: config.samples > 1 || (config.mode === 'few-shot' && config.shots > 0),
  bind(context): BoundPrompt {
    const task = openTask(context.task, context.template, config, context.pool);
    const form =
      config.mode === 'few-shot' ? fewShot(config, task, context) : zeroShot(config, task, context);
    const tooLong = new Set<string>();
    return {
      write: (item, among = [item]) => form.write(item, among),
      completion: (item) => form.completion(item, form.write(item, [item])),
      trainingTexts(items) {
        const worked = workedItems(items, task.name, config);
        return worked.map((item) => {
          const text = form.write(item, worked);
          const end = { token: context.tokenizer.eos[0]! };
          return { context: text, completion: form.completion(item, text), end };
        });
      },
      async answer(items, model, among = items) {
        const contexts = items.map((item) => form.write(item, among));
        const roomy = { ...task, maxNewTokens: form.room };
        const fits = contexts.map((text) =>
          fitsContext(text, roomy, 0, model.tokenizer, model.contextLength),
        );
        for (const [i, item] of items.entries()) if (!fits[i]) tooLong.add(item.id);
        const asked = items.flatMap((item, i) => (fits[i] ? [{ item, context: contexts[i]! }] : []));
        const answered = await answers(asked, config, context, task, form.stages, model);
        let next = 0;
        return items.map((item, i) => (fits[i] ? answered[next++]! : unasked(item, task)));
      },
      notes: () => [
        ...form.notes(),
        ...(tooLong.size === 0
          ? []
          : [
              `${tooLong.size} items not asked, counted as wrong: prompt and solution exceed the context of ${context.contextLength} tokens`,
            ]),
      ],
    };
  },
});

function fewShot(config: CotConfig, task: GenerationTask, context: PromptContext): Form {
  const shown = openTask(context.task, context.template, { ...config, rationale: true }, context.pool);
  const exemplars = drawExemplars(config.shots, shown, context);
  const asked = { ...context, task, template: 0 };
  const write = promptWriter(asked);
  return {
    write: (item, among) => write(item, exemplars.before(item, among)),
    completion: (item, text) => goldCompletion(asked, text, item),
    stages: oneStage(task),
    room: task.maxNewTokens,
    notes: exemplars.notes,
  };
}

function zeroShot(config: CotConfig, task: GenerationTask, context: PromptContext): Form {
  const { space, direct, extraction, reply, cue } = phrasesOf(task.language);
  const form = task.answerForm ?? '';
  const question = promptWriter({ ...context, task, template: 0 });
  const after = (item: Item, words: string): string => {
    const text = question(item);
    return text + continuation(text, space + words);
  };
  const answer = (item: Item): string => reply(goldAnswer(context.task, context.template, item).trim());
  const answering = { maxNewTokens: config.maxAnswerTokens, stop: task.stop };
  if (!config.rationale)
    return {
      write: (item) => after(item, direct(form)),
      completion: answer,
      stages: directStage(answering, cue),
      room: config.maxAnswerTokens,
      notes: () => [],
    };
  const trigger = triggerText(config.trigger, task.language);
  return {
    write: (item) => after(item, trigger),
    completion: (item) => `${space}${item.rationale?.trim() ?? ''}${extraction(form)}${answer(item)}`,
    stages: twoStages(
      { maxNewTokens: config.maxRationaleTokens, stop: task.stop },
      answering,
      extraction(form),
      cue,
    ),
    room:
      config.maxRationaleTokens +
      config.maxAnswerTokens +
      encodeText(context.tokenizer, extraction(form)).length,
    notes: () => [],
  };
}

/** Items that can be trained on. The control trains on the same ones. */
function workedItems(items: readonly Item[], name: string, config: CotConfig): Item[] {
  const worked = items.filter(({ rationale }) => rationale);
  if (worked.length === 0 && config.rationale)
    throw new ConfigError(
      `cot: no training item of ${name} has a worked solution to train on. Name their column with --rationale-column, or set cot.rationale=false.`,
    );
  return worked.length === 0 ? [...items] : worked;
}

interface Asked {
  readonly item: Item;
  readonly context: string;
}

async function answers(
  asked: readonly Asked[],
  config: CotConfig,
  { seed, task: given }: PromptContext,
  task: GenerationTask,
  stages: Stages,
  model: LanguageModel,
): Promise<Answer[]> {
  const n = config.samples;
  const draws = asked.flatMap(({ item, context }) =>
    Array.from({ length: n }, (_, k): Draw => ({ context, sampling: samplingOf(config, seed, item, k) })),
  );
  const replies = await stages(draws, model);
  // Its four properties are about arithmetic: labels have none.
  const measured = config.rationale && given.kind === 'generation';
  return asked.map(({ item }, i) => answerOf(item, replies.slice(i * n, (i + 1) * n), task, measured));
}

const samplingOf = (c: CotConfig, seed: number, item: Item, k: number): Draw['sampling'] =>
  c.samples === 1
    ? {}
    : {
        temperature: c.temperature,
        topP: c.topP,
        seed: random(seed, 'cot', 'sample', item.id, k).below(2 ** 31),
      };

function answerOf(item: Item, replies: readonly Reply[], task: GenerationTask, measured: boolean): Answer {
  const equal = (a: string, b: string): boolean => task.equal(a, b);
  const readings = replies.map((r) => task.reader.strict(r.strictText));
  const lenients = replies.map((r, i) => readings[i] ?? task.reader.lenient(r.lenientText));
  const [strict, lenient] = [vote(readings, equal), vote(lenients, equal)];
  const judge = (prediction: string | null) => ({
    prediction,
    correct: prediction !== null && referencesOf(item).some((gold) => equal(prediction, gold)),
  });
  const measures = {
    ...(replies.length > 1 ? { agreement: strict.agreement } : {}),
    ...(measured ? measuresOf(item, replies, lenients) : {}),
  };
  const shown = replies[(strict.prediction === null ? lenient : strict).first]!;
  return {
    itemId: item.id,
    ...judge(strict.prediction),
    lenient: judge(lenient.prediction),
    output: shown.output,
    ...(measured ? { steps: checkedSteps(shown.rationale) } : {}),
    ...(Object.keys(measures).length === 0 ? {} : { measures }),
    promptTokens: Math.max(...replies.map((r) => r.promptTokens)),
    generatedTokens: replies.reduce((sum, r) => sum + r.generatedTokens, 0),
  };
}

/** The mean of each property over the samples. */
function measuresOf(
  item: Item,
  replies: readonly Reply[],
  readings: readonly (string | null)[],
): Record<string, number> {
  const question = Object.values(item.fields).join('\n');
  const each = replies.map(({ rationale, finished }, i) =>
    measureRationale({ question, text: rationale, answer: readings[i]!, finished }),
  );
  const names = Object.keys(each[0]!) as (keyof (typeof each)[number])[];
  return Object.fromEntries(
    names.map((name) => [name, each.reduce((sum, m) => sum + m[name], 0) / each.length]),
  );
}
