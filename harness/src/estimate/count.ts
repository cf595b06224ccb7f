/** What a trial will compute, counted without computing it: its programs' operations and memory at the sizes that its texts have. */
import {
  type BoundPrompt,
  type Item,
  type LanguageModel,
  type ScoreRequest,
  type Tensors,
  encodeText,
  hasTrainables,
  inTraining,
  trainables,
  trainingCost,
} from '@adaptbench/core';
import { type Counted, type CountingEngine, countingEngine } from '@adaptbench/graph';
import type { TrialSpec } from '@adaptbench/results';
import { type Prepared, prepare } from '../trial/prepare.ts';
import { trainingExamples } from '../trial/train-work.ts';

/** Runs of programs, and floating-point operations in them. */
export interface Work {
  readonly runs: number;
  readonly flops: number;
}

export interface TrialCost {
  readonly training:
    | (Work & { readonly bytes: number; readonly weights: number; readonly validations: number })
    | null;
  /** All judging of validation items while it trains. */
  readonly judging: Work;
  readonly evaluation: Work & { readonly bytes: number; readonly weights: number };
  /** One request alone, from its text to its answer. */
  readonly request: Work;
  /** Items that the evaluation asks. */
  readonly items: number;
  /** Seconds in which data were read, texts written and tokenised; a trial does this in each of its processes. */
  readonly preparing: number;
}

/** Items by which an evaluation is counted; twice as many tell what all share from what each costs. */
const SAMPLE = 16;

/** Throws what `prepare` throws. */
export async function countTrial(spec: TrialSpec): Promise<TrialCost> {
  const began = performance.now();
  const engine = countingEngine();
  const prepared = await prepare(spec, { engine });
  const training = trainingOf(spec, prepared);
  const { validation, test } = prepared.splits;
  const asked = spec.screen === undefined ? [...validation, ...test] : validation;
  const model = inTraining(prepared, { prefer: 'memory' });
  const answering = await model.at(zeros(prepared));
  engine.take();
  await prepared.prompt.ready?.(answering);
  const choice = engine.take();
  const ask = (items: readonly Item[]): Promise<Counted> =>
    counted(engine, prepared.prompt, items, answering);
  const [few, more, one] = [
    await ask(asked.slice(0, SAMPLE)),
    await ask(asked.slice(0, 2 * SAMPLE)),
    await ask(asked.slice(0, 1)),
  ];
  await model.dispose();
  const [a, b] = [Math.min(SAMPLE, asked.length), Math.min(2 * SAMPLE, asked.length)];
  const of = (n: number): Work => ({
    runs: along(n, [a, few.runs], [b, more.runs]),
    flops: along(n, [a, few.flops], [b, more.flops]),
  });
  const judged = Math.min(validation.length, spec.training?.validationItems ?? 0);
  const times = training?.validations ?? 0;
  const { weights } = prepared.model.architecture;
  const bytesOfWeights = weights.reduce((n, { shape }) => n + 4 * shape.reduce((a, b) => a * b, 1), 0);
  return {
    training: training === null ? null : { ...training, weights: bytesOfWeights },
    judging: scaled(of(judged), times),
    evaluation: { ...sum(of(asked.length), choice), bytes: more.bytes, weights: bytesOfWeights },
    request: one,
    items: asked.length,
    preparing: (performance.now() - began) / 1000,
  };
}

function trainingOf(
  { training, seed }: TrialSpec,
  prepared: Prepared,
): (Work & { readonly bytes: number; readonly validations: number }) | null {
  if (training === null || !hasTrainables(prepared.patch)) return null;
  const { examples } = trainingExamples(prepared, training);
  const cost = trainingCost({ ...prepared, examples, settings: training, seed });
  return { runs: cost.steps, flops: cost.flops, bytes: cost.memory.total, validations: cost.validations };
}

/** Shapes are all that counting needs. */
const zeros = ({ model, patch }: Prepared): Tensors =>
  new Map(
    trainables(model.architecture, patch).map(({ name, shape }) => [
      name,
      { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) },
    ]),
  );

async function counted(
  engine: CountingEngine,
  prompt: BoundPrompt,
  items: readonly Item[],
  model: LanguageModel,
): Promise<Counted> {
  engine.take();
  await prompt.answer(items, withLengths(model, expectedTokens(prompt, items, model)), items);
  return engine.take();
}

/** Tokens of a right answer, mean over items: what a model that has learned the task writes. */
function expectedTokens(prompt: BoundPrompt, items: readonly Item[], { tokenizer }: LanguageModel): number {
  const lengths = items.map((item) => encodeText(tokenizer, prompt.completion(item)).length);
  return Math.max(1, Math.round(lengths.reduce((a, b) => a + b, 0) / Math.max(1, lengths.length)));
}

/**
 * Texts of a given length, and contests that read a part: zeros for logits name no word and no end, and put every label level with the best.
 */
const withLengths = (model: LanguageModel, tokens: number): LanguageModel => ({
  ...model,
  async score(requests) {
    const results = await model.score(requests.map(({ contest, ...r }) => (contest ? partOf(r) : r)));
    // Whatever was asked, the counted model says zero.
    return results.map((each, i) => ({ ...each, logProbs: requests[i]!.continuations.map(() => 0) }));
  },
  generate: (requests) =>
    model.generate(
      requests.map((r) => ({
        ...r,
        stop: [],
        ignoreEnd: true,
        maxNewTokens: Math.min(tokens, r.maxNewTokens),
      })),
    ),
});

/** Continuations that are few enough are all read. Of many a search reads a third or so to its end (a simulation over real scores of 77 labels). */
function partOf(request: ScoreRequest): ScoreRequest {
  const { continuations } = request;
  return continuations.length <= MANY
    ? request
    : { ...request, continuations: continuations.filter((_, i) => i % 3 === 0) };
}
const MANY = 24;

/** At `n`, on the line through two counts: what all items share is paid once. Below the first, in proportion to it. */
function along(n: number, [a, few]: readonly [number, number], [b, more]: readonly [number, number]): number {
  if (n <= a || a === b) return (few * n) / a;
  return few + ((n - a) / (b - a)) * (more - few);
}

const sum = (a: Work, b: Work): Work => ({ runs: a.runs + b.runs, flops: a.flops + b.flops });

const scaled = ({ runs, flops }: Work, times: number): Work => ({
  runs: runs * times,
  flops: flops * times,
});
