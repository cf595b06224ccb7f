/**
 * Two methods as one. `lora+cot` trains LoRA's patch on the texts of chain of thought and answers with its prompt; `lora+head` trains LoRA's
 * patch and a head on it. The first gives the patch and what stands around a prompt, the second the prompt or the head. Fields are named
 * after their owner (`lora.rank`, `cot.shots`).
 */
import { z } from 'zod';
import { fieldsUnder, keyedUnder } from '../settings/field-names.ts';
import { surrounded } from '../ask/around.ts';
import { plainPrompt } from '../ask/plain-prompt.ts';
import { ConfigError } from '../basics/errors.ts';
import { type Method, type PromptingMethod, type TuningMethod, tunes } from '../contracts/method.ts';
import { headed, withHead } from './head.ts';

/** The configuration of a composed method, flat: `{ 'lora.rank': 8, 'cot.shots': 4 }`. */
export type ComposedConfig = Readonly<Record<string, unknown>>;

/** A method that is a head. */
export type HeadMethod<C> = TuningMethod<C> & Required<Pick<TuningMethod<C>, 'head'>>;

export const isHead = <C>(method: Method<C>): method is HeadMethod<C> =>
  tunes(method) && method.head !== undefined;

export function composeMethods(
  tuning: TuningMethod<unknown>,
  second: PromptingMethod<unknown> | HeadMethod<unknown>,
): TuningMethod<ComposedConfig> {
  const name = `${tuning.name}+${second.name}`;
  return {
    name,
    family: `${tuning.family}, ${second.family}`,
    paper: tuning.paper,
    config: z.strictObject({ ...fieldsOf(tuning), ...fieldsOf(second) }) as z.ZodType<ComposedConfig>,
    rate: (config, width) => tuning.rate(fieldsFor(tuning, config), width),
    ...(tuning.training === undefined ? {} : { training: tuning.training }),
    // The sweep is that of the patch: the product of both would be a run of its own, to be asked for by name.
    space: keyedUnder(tuning.name, tuning.space as Readonly<Record<string, readonly unknown[]>>),
    patch(config, model, task) {
      const patch = tuning.patch(fieldsFor(tuning, config), model, task);
      if (!isHead(second)) return patch;
      const { d } = model.architecture.shape;
      const own = fieldsFor(second, config);
      const head = second.head(own, model, task);
      // Each keeps its own rate: the optimizer's is the patch's.
      const rate = second.rate(own, d) / tuning.rate(fieldsFor(tuning, config), d);
      const params = head.params.map((p) => ({ ...p, rate: rate * (p.rate ?? 1) }));
      return withHead(patch, { ...head, params }, model.architecture);
    },
    prompt(config) {
      const around = tuning.prompt?.(fieldsFor(tuning, config));
      if (isHead(second)) {
        if (around === undefined) return headed(plainPrompt, name);
        return headed('bind' in around ? around : surrounded(plainPrompt, around), name);
      }
      const prompt = second.prompt(fieldsFor(second, config));
      if (around === undefined) return prompt;
      if (!('bind' in around)) return surrounded(prompt, around);
      throw new ConfigError(
        isHead(tuning)
          ? `${name}: a head answers with labels, which the exemplars and instructions of ${second.name} do not show. Put the head second, after a patch, or leave it out.`
          : `${name}: the tuned tokens stand between the words of the template, which another prompt does not have. Put them before or after it.`,
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
