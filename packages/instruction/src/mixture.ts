/**
 * What an instruction-tuned model is trained on: each item in some of its task's templates, drawn by seed. Other tasks' items are in it up
 * to a cap, which keeps a large data set from drowning the others (examples-proportional mixing with a cap, Wei et al. 2022, §2.4).
 * Held-out templates and held-out tasks stay out.
 */
import {
  ConfigError,
  type Item,
  type PromptContext,
  type Task,
  type TrainingText,
  answerEnd,
  goldCompletion,
  promptWriter,
  random,
} from '@adaptbench/core';
import type { InstructionConfig } from './config.ts';
import { type Chosen, chooseTemplates } from './templates.ts';

/** Texts in the order of the items, tasks one after the other: training shuffles them. */
export function mixture(
  items: readonly Item[],
  own: readonly Chosen[],
  config: InstructionConfig,
  context: PromptContext,
): TrainingText[] {
  const { trainOn, cap, perItem } = config;
  const others = context.others ?? [];
  if (trainOn === 'others' && others.length === 0)
    throw new ConfigError(
      'instruction: trainOn is "others", but there are none. Name some in instruction.otherTasks.',
    );
  const sources: Source[] = [
    ...(trainOn === 'others'
      ? []
      : [{ task: context.task, items, pool: context.pool, templates: own.filter((t) => t.seen) }]),
    ...(trainOn === 'own'
      ? []
      : others.map(({ task, pool }) => ({
          task,
          items: random(context.seed, 'instruction', 'cap', task.name).shuffle(pool).slice(0, cap),
          pool,
          templates: chooseTemplates(task, { form: 'all', heldOut: 0 }, context.seed),
        }))),
  ];
  return sources.flatMap((source) => textsOf(source, perItem, context));
}

interface Source {
  readonly task: Task;
  readonly items: readonly Item[];
  /** The task's training items, of which `items` are some. */
  readonly pool: readonly Item[];
  readonly templates: readonly Chosen[];
}

function textsOf(
  { task, items, pool, templates }: Source,
  perItem: number,
  context: PromptContext,
): TrainingText[] {
  const asked = new Map(
    templates.map(({ index }) => {
      const own = { ...context, task, template: index, pool };
      return [index, { own, write: promptWriter(own) }] as const;
    }),
  );
  return items.flatMap((item) =>
    random(context.seed, 'instruction', 'templates', task.name, item.id)
      .shuffle(templates)
      .slice(0, perItem)
      .map(({ index }): TrainingText => {
        const { own, write } = asked.get(index)!;
        const text = write(item);
        return {
          context: text,
          completion: goldCompletion(own, text, item),
          end: answerEnd(own, item),
        };
      }),
  );
}
