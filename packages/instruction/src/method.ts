/**
 * Every item is asked in every chosen template. An answer holds each of them (`ways`), and the shares of templates that are right, over all
 * and by form (`measures`: their means over items are the accuracies over templates); its own prediction is the templates' vote. With a
 * patch beside it (`lora+instruction`) the training texts are a mixture of templates and tasks.
 */
import {
  type Answer,
  type BoundPrompt,
  type Item,
  type LanguageModel,
  type Prompt,
  type PromptContext,
  type Task,
  type WayOfAsking,
  chosenPrompt,
  plainPrompt,
  referencesOf,
  vote,
} from '@adaptbench/core';
import type { InstructionConfig } from './config.ts';
import { inAll } from './in-all.ts';
import { mixture } from './mixture.ts';
import { type Chosen, chooseTemplates } from './templates.ts';

export const instructionPrompt = (config: InstructionConfig): Prompt => ({
  ...(config.otherTasks.length === 0 || config.trainOn === 'own' ? {} : { otherTasks: config.otherTasks }),
  // All chosen templates are asked; the seed decides which of them count as unseen.
  draws: config.heldOut > 0,
  bind(context): BoundPrompt {
    const chosen = chooseTemplates(context.task, config, context.seed);
    const bound = chosen.map(({ index }) => plainPrompt.bind({ ...context, template: index }));
    const trainingTexts = (items: readonly Item[]) => mixture(items, chosen, config, context);
    const [first, ...others] = bound.map((prompt, i) => ({ name: chosen[i]!.name, prompt }));
    if (config.choose === 'best')
      return { ...chosenPrompt([first!, ...others], context, 'instruction.choose'), trainingTexts };
    // Where one text must stand for all: the run's own template, if it is among them.
    const main =
      bound[
        Math.max(
          chosen.findIndex(({ index }) => index === context.template),
          0,
        )
      ]!;
    return {
      write: (item, among) => main.write(item, among),
      completion: (item) => main.completion(item),
      trainingTexts,
      answer: (items, model, among) => askAll(items, chosen, bound, config, context, model, among),
      notes: () => [
        ...new Set(bound.flatMap((prompt, i) => prompt.notes().map((note) => `${chosen[i]!.name}: ${note}`))),
      ],
    };
  },
});

/** Items that are asked in all templates at once: enough for full batches, and little to hold. */
const TOGETHER = 64;

async function askAll(
  items: readonly Item[],
  chosen: readonly Chosen[],
  bound: readonly BoundPrompt[],
  { heldOut }: InstructionConfig,
  { task }: PromptContext,
  model: LanguageModel,
  among?: readonly Item[],
): Promise<Answer[]> {
  const byTemplate: Answer[][] = bound.map(() => []);
  for (let at = 0; at < items.length; at += TOGETHER) {
    const some = items.slice(at, at + TOGETHER);
    const answers = await inAll(bound, some, task, model, among ?? items);
    answers.forEach((own, t) => byTemplate[t]!.push(...own));
  }
  const tags = chosen.map(({ form, seen }) => [form, ...(heldOut === 0 ? [] : [seen ? 'seen' : 'unseen'])]);
  return items.map((item, i) => {
    const each = byTemplate.map((answers) => answers[i]!);
    const ways = each.map(({ prediction, correct }, t): WayOfAsking => ({
      name: chosen[t]!.name,
      tags: tags[t]!,
      prediction,
      correct,
    }));
    return together(item, each, ways, task);
  });
}

function together(item: Item, each: readonly Answer[], ways: readonly WayOfAsking[], task: Task): Answer {
  const equal = (a: string, b: string): boolean => (task.kind === 'generation' ? task.equal(a, b) : a === b);
  const judge = (predictions: readonly (string | null)[]) => {
    const { prediction } = vote(predictions, equal);
    return {
      prediction,
      correct: prediction !== null && referencesOf(item).some((gold) => equal(prediction, gold)),
    };
  };
  const scores = meanScores(each);
  return {
    itemId: item.id,
    ...judge(each.map(({ prediction }) => prediction)),
    ...(task.kind === 'generation'
      ? { lenient: judge(each.map(({ prediction, lenient }) => lenient?.prediction ?? prediction)) }
      : {}),
    ...(scores === null ? {} : { scores }),
    ...(task.kind === 'generation'
      ? { output: each.map(({ output = '' }) => output.trim()).join('\n---\n') }
      : {}),
    measures: shares(ways),
    ways,
    promptTokens: each.reduce((sum, answer) => sum + answer.promptTokens, 0),
    generatedTokens: each.reduce((sum, answer) => sum + answer.generatedTokens, 0),
  };
}

/** Share of the templates that are right: `templates` of all, and of each tag (`cloze`, `choice`, `seen`, `unseen`). */
function shares(ways: readonly WayOfAsking[]): Record<string, number> {
  const of = (some: readonly WayOfAsking[]): number => some.filter((way) => way.correct).length / some.length;
  const tags = [...new Set(ways.flatMap((way) => way.tags))];
  return {
    templates: of(ways),
    ...Object.fromEntries(tags.map((tag) => [tag, of(ways.filter((way) => way.tags.includes(tag)))])),
  };
}

/** log of a label's probability among the labels, mean over the templates; null where labels are not scored. */
function meanScores(each: readonly Answer[]): Record<string, number> | null {
  const scored = each.flatMap(({ scores }) => (scores ? [scores] : []));
  if (scored.length === 0) return null;
  const shares = scored.map((scores) => {
    const most = Math.max(...Object.values(scores));
    const total = Object.values(scores).reduce((sum, s) => sum + Math.exp(s - most), 0);
    return Object.fromEntries(
      Object.entries(scores).map(([label, s]) => [label, Math.exp(s - most) / total]),
    );
  });
  return Object.fromEntries(
    Object.keys(shares[0]!).map((label) => [
      label,
      Math.log(shares.reduce((sum, share) => sum + share[label]!, 0) / shares.length),
    ]),
  );
}
