/**
 * The prompts that tell what labels get whatever is asked. `contextual` (Zhao et al. 2021, section 5): the same exemplars before a question
 * without content; the paper's three, of which probabilities are averaged. `batch` (Zhou et al. 2023, section 3): the same exemplars before
 * other items, as many as the paper's usual batch. The paper takes the asked items themselves, so that an answer depends on what else is
 * asked. Here they are validation items, whose labels are not read, or training items where there are too few: test items stay alone.
 */
import { type Calibration, ConfigError, type Item, type PromptContext, type Turn } from '@adaptbench/core';
import type { IclConfig } from './config.ts';

const CONTENT_FREE = ['N/A', '', '[MASK]'];
/** Items that a batch holds, and fewer than which are too few. */
const BATCH = { most: 64, least: 16 };

/**
 * @param write all before an item's answer, with the exemplars of `like`
 * @param own whether each item has exemplars of its own
 */
export function calibrationOf(
  { calibration = 'none' }: Pick<IclConfig, 'calibration'>,
  context: PromptContext,
  write: (item: Item, like: Item, among: readonly Item[]) => string,
  own: boolean,
): Calibration | null {
  if (calibration === 'none') return null;
  if (context.task.kind === 'generation')
    throw new ConfigError(
      `icl: calibration is "${calibration}", which is for tasks with labels: the answers of ${context.task.name} are written. Leave it out.`,
    );
  if (calibration === 'contextual')
    return {
      prompts: (item, among) =>
        CONTENT_FREE.map((text) => write(withoutContent(item, text), own ? item : (among[0] ?? item), among)),
      common: !own,
    };
  const batch = batchOf(context);
  return { prompts: (_, among) => batch.map((item) => write(item, item, among)), common: true };
}

/** Items of which the mean answer is taken. */
export function batchOf({ validation = [], pool }: PromptContext): readonly Item[] {
  return (validation.length < BATCH.least ? [...validation, ...pool] : validation).slice(0, BATCH.most);
}

/** The same question about nothing; of a conversation, what the system says and one such turn. */
function withoutContent(item: Item, text: string): Item {
  const fields = Object.fromEntries(Object.keys(item.fields).map((name) => [name, text]));
  const turns = item.turns?.filter(({ role }) => role === 'system');
  const asked: Turn = { role: 'user', content: text };
  return { ...item, id: `without content: ${text}`, fields, ...(turns && { turns: [...turns, asked] }) };
}
