/** Parity: every method on every engine, held against onnxruntime's CPU, and TensorFlow.js's own gradients as a third opinion. */
import type { AnyMethod, LoadedModel } from '@adaptbench/core';
import { tfjsGradients } from '@adaptbench/engine-tfjs';
import {
  type Engine,
  type Fallbacks,
  type Program,
  type Tensor,
  type Traced,
  floats,
  numbers,
} from '@adaptbench/graph';
import { z } from 'zod';
import { TOLERANCE, gradientError, relativeError, samePredictions } from './compare.ts';
import { BASE, type NamedEngine } from './engines.ts';
import { type BatchShape, type Subject, configurationsOf, subjectOf } from './subject.ts';

/** A method on an engine against the base. */
export const parityRow = z.strictObject({
  method: z.string(),
  engine: z.string(),
  /** null where nothing is trained. */
  gradientError: z.number().nullable(),
  /** The tensor of the largest error. */
  at: z.string().nullable(),
  lossError: z.number().nullable(),
  /** null for an engine that gives gradients only. */
  logitError: z.number().nullable(),
  same: z.number().nullable(),
  of: z.number().nullable(),
  agrees: z.boolean(),
  /** Of a training step and of a prompt or a step of decoding together; null where the processor is the device. */
  fallbacks: z
    .strictObject({ nodes: z.number(), ofShapes: z.number(), others: z.array(z.string()).readonly() })
    .nullable(),
});
export type ParityRow = Readonly<z.infer<typeof parityRow>>;

/** What TensorFlow.js derives by itself from the forward pass. */
export const OWN_GRADIENTS = 'tfjs:own gradients';

/** `kept`: rows of an earlier, interrupted comparison of the same, which are not computed again. `met`: is told each new row at once. */
export async function parity(
  model: LoadedModel,
  engines: readonly NamedEngine[],
  methods: readonly AnyMethod[],
  shape: BatchShape,
  met: (row: ParityRow) => void,
  kept: readonly ParityRow[] = [],
): Promise<ParityRow[]> {
  const base = engines.find(({ name }) => name === BASE)!.engine;
  const rows: ParityRow[] = [];
  for (const configuration of configurationsOf(methods)) {
    const subject = await subjectOf(model, base, configuration, shape);
    if (subject === null) continue;
    const { loss } = subject;
    const others = engines.filter(({ name }) => name !== BASE);
    const sides: (readonly [string, () => Promise<Results>])[] = [
      ...others.map(({ name, engine }) => [name, () => resultsOn(engine, model, subject)] as const),
      ...(loss === null ? [] : [[OWN_GRADIENTS, () => ownGradients(model, subject, loss)] as const]),
    ];
    let expected: Results | null = null;
    for (const [engine, results] of sides) {
      const before = kept.find((row) => row.method === subject.name && row.engine === engine);
      if (before === undefined) {
        expected ??= await resultsOn(base, model, subject);
        const row = rowOf(subject, engine, await results(), expected);
        rows.push(row);
        met(row);
      } else rows.push(before);
    }
  }
  return rows;
}

interface Results {
  /** The loss, and the gradients by name. */
  readonly gradients: Readonly<Record<string, Tensor>> | null;
  readonly logits: Tensor | null;
  readonly fallbacks: Fallbacks | null;
}

async function resultsOn(
  engine: Engine,
  model: LoadedModel,
  { step, logits, trained, feeds }: Subject,
): Promise<Results> {
  const run = async (p: Program): Promise<Pick<Traced, 'outputs'> & { fallbacks: Fallbacks | null }> => {
    const options = { frozen: (name: string) => model.frozen(name), prefer: 'memory' } as const;
    if (engine.trace) return engine.trace(p, options, fedTo(p, feeds));
    const executable = await engine.compile(p, options);
    try {
      return { outputs: await executable.run(fedTo(p, feeds)), fallbacks: null };
    } finally {
      await executable.dispose();
    }
  };
  const stepped = step && (await run(step));
  const read = await run(logits);
  return {
    gradients: stepped && {
      loss: stepped.outputs['loss']!,
      ...Object.fromEntries(trained.map((t) => [t, stepped.outputs[`gradient.${t}`]!])),
    },
    logits: read.outputs['logits']!,
    fallbacks: together(stepped?.fallbacks ?? null, read.fallbacks),
  };
}

function together(a: Fallbacks | null, b: Fallbacks | null): Fallbacks | null {
  if (a === null || b === null) return a ?? b;
  return {
    nodes: a.nodes + b.nodes,
    ofShapes: a.ofShapes + b.ofShapes,
    others: [...a.others, ...b.others],
  };
}

async function ownGradients(
  model: LoadedModel,
  { trained, feeds }: Subject,
  loss: Program,
): Promise<Results> {
  const weights = [...loss.inputs.values()].flatMap(({ name, role, type }): [string, Tensor][] =>
    role === 'frozen' ? [[name, { shape: numbers(type.shape), data: floats(model.frozen(name)) }]] : [],
  );
  const { value, gradients } = await tfjsGradients(loss, trained, {
    ...fedTo(loss, feeds),
    ...Object.fromEntries(weights),
  });
  return { gradients: { loss: value, ...gradients }, logits: null, fallbacks: null };
}

const fedTo = (p: Program, feeds: Readonly<Record<string, Tensor>>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(feeds).filter(([name]) => p.inputs.has(name)));

function rowOf({ name, trained }: Subject, engine: string, got: Results, base: Results): ParityRow {
  const gradient = got.gradients && base.gradients && gradientError(got.gradients, base.gradients, trained);
  const lossError =
    got.gradients && base.gradients && relativeError(got.gradients['loss']!, base.gradients['loss']!);
  const logitError = got.logits && base.logits && relativeError(got.logits, base.logits);
  const predictions = got.logits && base.logits && samePredictions(got.logits, base.logits);
  return {
    method: name,
    engine,
    gradientError: gradient?.error ?? null,
    at: gradient?.at ?? null,
    lossError,
    logitError,
    same: predictions?.same ?? null,
    of: predictions?.of ?? null,
    agrees: (gradient?.error ?? 0) < TOLERANCE.gradients && (logitError ?? 0) < TOLERANCE.logits,
    fallbacks: got.fallbacks,
  };
}
