/**
 * A linear classification head (Devlin et al. 2019, section 4.1; transformers' `ForSequenceClassification`, its `score`): with h the pooled
 * hidden state after the last norm, [D],
 *   log p(label | prompt) = log softmax(W h + b),   W [labels, D].
 * Initialisation departs from transformers' N(0, 0.02²): W = 0, so that every label is equally likely at first, whatever the scale of h.
 */
import { ConfigError, type Head, type LoadedModel, type Param, type Task } from '@adaptbench/core';
import { add, matmul } from '@adaptbench/graph';
import { headArtifact } from './artifact.ts';
import type { HeadConfig } from './config.ts';

/** As transformers calls them. */
const WEIGHT = 'score.weight';
const BIAS = 'score.bias';

/** The head of a task's labels. @throws ConfigError where the task has none */
export function headOf(c: HeadConfig, model: LoadedModel, task: Task | undefined): Head {
  if (task === undefined) throw new Error('internal: a head was asked for without its task');
  if (task.kind !== 'classification')
    throw new ConfigError(
      `head: ${task.name} asks for a text: expected a task with labels, which a head tells apart. Leave out the head.`,
    );
  return headOn(c, model, task.labels);
}

/** The head that tells these labels apart. */
export function headOn(c: HeadConfig, model: LoadedModel, labels: readonly string[]): Head {
  const zeros = (name: string, shape: readonly number[]): Param => ({
    name,
    shape,
    init: () => new Float32Array(shape.reduce((a, b) => a * b, 1)),
  });
  const params = [
    zeros(WEIGHT, [labels.length, model.architecture.shape.d]),
    ...(c.bias ? [zeros(BIAS, [labels.length])] : []),
  ];
  return {
    labels,
    pool: c.pool,
    params,
    logits(hidden, param) {
      // [B, S, D] × [labels, D]ᵀ → [B, S, labels]
      const logits = matmul(hidden, param(WEIGHT), { transB: true });
      return c.bias ? add(logits, param(BIAS)) : logits;
    },
    artifact: (patch) => headArtifact({ params, labels, pool: c.pool }, patch),
  };
}
