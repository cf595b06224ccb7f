/**
 * Two methods as one: `lora+cot` trains LoRA's patch on the texts of chain of thought and answers with its prompt. The first gives the
 * patch and what stands around a prompt, the second the prompt. Fields are named after their owner (`lora.rank`, `cot.shots`).
 */
import { z } from 'zod';
import { fieldsUnder, keyedUnder } from '../settings/field-names.ts';
import { surrounded } from '../ask/around.ts';
import { ConfigError } from '../basics/errors.ts';
import type { Method, PromptingMethod, TuningMethod } from '../contracts/method.ts';

/** The configuration of a composed method, flat: `{ 'lora.rank': 8, 'cot.shots': 4 }`. */
export type ComposedConfig = Readonly<Record<string, unknown>>;

export function composeMethods(
  tuning: TuningMethod<unknown>,
  prompting: PromptingMethod<unknown>,
): TuningMethod<ComposedConfig> {
  const name = `${tuning.name}+${prompting.name}`;
  return {
    name,
    family: `${tuning.family}, ${prompting.family}`,
    paper: tuning.paper,
    config: z.strictObject({ ...fieldsOf(tuning), ...fieldsOf(prompting) }) as z.ZodType<ComposedConfig>,
    rate: (config, width) => tuning.rate(fieldsFor(tuning, config), width),
    ...(tuning.training === undefined ? {} : { training: tuning.training }),
    // The sweep is that of the patch: the product of both would be a run of its own, to be asked for by name.
    space: keyedUnder(tuning.name, tuning.space as Readonly<Record<string, readonly unknown[]>>),
    patch: (config, model) => tuning.patch(fieldsFor(tuning, config), model),
    prompt(config) {
      const prompt = prompting.prompt(fieldsFor(prompting, config));
      const around = tuning.prompt?.(fieldsFor(tuning, config));
      if (around === undefined) return prompt;
      if (!('bind' in around)) return surrounded(prompt, around);
      throw new ConfigError(
        `${name}: the tuned tokens stand between the words of the template, which another prompt does not have. Put them before or after it.`,
      );
    },
  };
}

/** The fields of a method's schema under its name. */
function fieldsOf({ name, config }: Method<unknown>): z.core.$ZodShape {
  if (!(config instanceof z.ZodObject))
    throw new Error(`internal: the configuration of ${name} is no object`);
  return keyedUnder(name, config.shape as z.core.$ZodShape);
}

/** A method's own configuration out of a composed one. */
const fieldsFor = (method: Method<unknown>, config: ComposedConfig): unknown =>
  method.config.parse(fieldsUnder(method.name, config));
