/**
 * Two methods as one: `lora+cot` trains LoRA's patch on the texts of chain of thought and answers with its prompt. The first gives the
 * patch, the second the prompt; fields are named after their owner (`lora.rank`, `cot.shots`). Neither knows of the other.
 */
import { z } from 'zod';
import { ConfigError } from './errors.ts';
import { type Applied, type Method, hasTrainables } from './method.ts';
import { plainPrompt } from './plain-prompt.ts';
import type { BoundPrompt, Prompt, PromptContext } from './prompt.ts';
import type { Item } from './task.ts';

/** The configuration of a composed method, flat: `{ 'lora.rank': 8, 'cot.shots': 4 }`. */
export type ComposedConfig = Readonly<Record<string, unknown>>;

export function composeMethods(tuning: Method<unknown>, prompting: Method<unknown>): Method<ComposedConfig> {
  const name = `${tuning.name}+${prompting.name}`;
  return {
    name,
    family: `${tuning.family}, ${prompting.family}`,
    paper: tuning.paper,
    config: z.strictObject({ ...fieldsOf(tuning), ...fieldsOf(prompting) }) as z.ZodType<ComposedConfig>,
    ...(tuning.training === undefined ? {} : { training: tuning.training }),
    // The sweep is that of the patch: the product of both would be a run of its own, to be asked for by name.
    space: Object.fromEntries(
      Object.entries(tuning.space as Readonly<Record<string, readonly unknown[]>>).map(([field, values]) => [
        `${tuning.name}.${field}`,
        values,
      ]),
    ),
    apply(config, sites, model): Applied {
      const { patch, prompt: own } = tuning.apply(ownFields(tuning, config), sites, model);
      const applied = prompting.apply(ownFields(prompting, config), sites, model);
      if (!hasTrainables(patch))
        throw new ConfigError(
          `${name}: ${tuning.name} trains nothing: name a method that tunes first, e.g. lora+${prompting.name}.`,
        );
      if (hasTrainables(applied.patch))
        throw new ConfigError(
          `${name}: ${prompting.name} tunes too: expected a method that only writes prompts after the "+".`,
        );
      return { patch, prompt: dressed(name, own, applied.prompt) };
    },
  };
}

/** The fields of a method's schema under its name. */
function fieldsOf(method: Method<unknown>): z.core.$ZodShape {
  if (!(method.config instanceof z.ZodObject))
    throw new Error(`internal: the configuration of ${method.name} is no object`);
  return Object.fromEntries(
    Object.entries(method.config.shape as z.core.$ZodShape).map(([field, schema]) => [
      `${method.name}.${field}`,
      schema,
    ]),
  );
}

function ownFields(method: Method<unknown>, config: ComposedConfig): unknown {
  const prefix = `${method.name}.`;
  return method.config.parse(
    Object.fromEntries(
      Object.entries(config).flatMap(([key, value]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
      ),
    ),
  );
}

/** `prompt` in the dress of the tuning method's own: virtual tokens that stand before and after a text go around the whole prompt. */
function dressed(name: string, own: Prompt, prompt: Prompt): Prompt {
  return {
    ...prompt,
    bind(context): BoundPrompt {
      const { before, after, notes } = dressOf(name, own, context);
      const bound = prompt.bind({ ...context, frame: (text) => before + context.frame(text) + after });
      return { ...bound, notes: () => [...notes(), ...bound.notes()] };
    },
  };
}

/** What a prompt adds before and after the plain one, told from one item. @throws ConfigError where it writes between its words */
function dressOf(
  name: string,
  own: Prompt,
  context: PromptContext,
): { before: string; after: string; notes: BoundPrompt['notes'] } {
  const bound = own.bind(context);
  const probe: Item | undefined = context.pool[0];
  if (probe === undefined) return { before: '', after: '', notes: bound.notes };
  const plain = plainPrompt.bind(context).write(probe);
  const written = bound.write(probe);
  const at = written.indexOf(plain);
  if (at < 0)
    throw new ConfigError(
      `${name}: the tuned tokens stand between the words of the template, which another prompt does not have. Put them before or after it.`,
    );
  return { before: written.slice(0, at), after: written.slice(at + plain.length), notes: bound.notes };
}
