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
import { TOLERANCE, gradientError, relativeError, samePredictions } from './compare.ts';
import { BASE, type NamedEngine } from './engines.ts';
import { type BatchShape, type Subject, configurationsOf, subjectOf } from './subject.ts';

/** A method on an engine against the base. */
export interface ParityRow {
  readonly method: string;
  readonly engine: string;
  /** null where nothing is trained. */
  readonly gradientError: number | null;
  /** The tensor of the largest error. */
  readonly at: string | null;
  readonly lossError: number | null;
  /** null for whoever gives gradients only. */
  readonly logitError: number | null;
  readonly same: number | null;
  readonly of: number | null;
  readonly agrees: boolean;
  /** Of a training step and of a prompt or a step of decoding together; null where the processor is the device. */
  readonly fallbacks: Fallbacks | null;
}

/** What TensorFlow.js derives by itself from the forward pass. */
export const OWN_GRADIENTS = 'tfjs:own gradients';

export async function parity(
  model: LoadedModel,
  engines: readonly NamedEngine[],
  methods: readonly AnyMethod[],
  shape: BatchShape,
  met: (row: ParityRow) => void,
): Promise<ParityRow[]> {
  const base = engines.find(({ name }) => name === BASE)!.engine;
  const rows: ParityRow[] = [];
  const add = (row: ParityRow): void => {
    rows.push(row);
    met(row);
  };
  for (const configuration of configurationsOf(methods)) {
    const subject = await subjectOf(model, base, configuration, shape);
    if (subject === null) continue;
    const expected = await resultsOn(base, model, subject);
    for (const { name, engine } of engines)
      if (name !== BASE) add(rowOf(subject, name, await resultsOn(engine, model, subject), expected));
    if (subject.loss)
      add(rowOf(subject, OWN_GRADIENTS, await ownGradients(model, subject, subject.loss), expected));
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
