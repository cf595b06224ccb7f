/**
 * A result file of PEFT's `method_comparison/MetaMathQA` (huggingface/peft, `run.py` and `utils.py` there write it): a model is trained
 * on MetaMathQA, validated on 50 training items of GSM8K and tested on GSM8K's 1,319 test items. Checked as far as the import uses it.
 */
import { LoadError } from '@adaptbench/core';
import { z } from 'zod';
import { fault, parseJson } from '../read-json.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const seconds = z.number().min(0);
const revision = z.object({ sha: z.string().nullable() });

/** Every `eval_steps` steps: means over these steps, and the validation after them. */
const window = z.object({
  step: count,
  'valid accuracy': share,
  'train loss': z.number(),
  /** Seconds of the steps of this window. */
  'train time': seconds,
});
const last = z.object({
  step: count,
  'test accuracy': share,
  'train loss': z.number(),
  /** Items seen in all steps. */
  'train samples': count,
  /** Padding left out. */
  'train total tokens': count,
  /** Mean cross-entropy a token on Wikipedia texts, after training less before, in nats. */
  forgetting: z.number(),
});

const schema = z.object({
  run_info: z.object({
    created_at: z.string(),
    total_time: seconds,
    experiment_name: z.string().regex(/^[^/]+\/.+$/, 'expected <method>/<experiment>'),
    train_config: z.looseObject({
      model_id: z.string(),
      max_seq_length: count,
      batch_size: z.int().min(1),
      max_steps: z.int().min(1),
      seed: count,
      grad_norm_clip: z.number(),
      optimizer_type: z.string(),
      optimizer_kwargs: z.looseObject({ lr: z.number().positive(), weight_decay: z.number().optional() }),
      lr_scheduler: z.string().nullable(),
    }),
    /** null: full fine-tuning. */
    peft_config: z.record(z.string(), z.json()).nullable(),
    error_msg: z.string(),
  }),
  train_info: z.object({
    accelerator_memory_reserved_avg: z.number(),
    accelerator_memory_max: z.number(),
    accelerator_memory_reserved_99th: z.number(),
    train_time: seconds,
    file_size: count,
    num_trainable_params: count,
    num_total_params: count,
    status: z.string(),
    metrics: z.array(z.union([window, last])),
  }),
  meta_info: z.object({
    model_info: revision,
    dataset_info: z.record(z.string(), revision),
    package_info: z.record(z.string(), z.string().nullable()),
    system_info: z.record(z.string(), z.string()),
  }),
});

type Whole = z.infer<typeof schema>;

export interface PeftFile extends Whole {
  readonly windows: readonly z.infer<typeof window>[];
  /** null where the run did not come to its end. */
  readonly end: z.infer<typeof last> | null;
}

/** `name` is for messages. Throws LoadError that lists what is not as it should be. */
export function parsePeftFile(text: string, name: string): PeftFile {
  const whole = schema.safeParse(parseJson(text, name));
  if (!whole.success) {
    const faults = whole.error.issues.slice(0, 5).map((i) => `${i.path.join('.')}: ${fault(i)}`);
    throw new LoadError(
      `${name}: expected a result file of PEFT's method_comparison/MetaMathQA: ${faults.join('; ')}. ` +
        'Results of its image generation have no accuracy and cannot be imported.',
    );
  }
  const { metrics } = whole.data.train_info;
  const ends = metrics.filter((entry) => 'test accuracy' in entry);
  return {
    ...whole.data,
    windows: metrics.filter((entry) => 'valid accuracy' in entry),
    end: ends.at(-1) ?? null,
  };
}
