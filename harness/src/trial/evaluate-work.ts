/** The evaluating phase: answers on validation and test. */
import {
  type Answer,
  ConfigError,
  type Item,
  type ModelShape,
  type PatchedModel,
  type Programs,
  type Task,
  type Tuned,
  trainables,
} from '@adaptbench/core';
import { type ItemOutcome, type SplitGrades, type TrialSpec, trialId } from '@adaptbench/results';
import { readTuned } from './artifact.ts';
import type { EvaluateResult, Report } from './contract.ts';
import { meanGold } from './gold.ts';
import { gradesOf, judgedBy, rarestOf } from './grades.ts';
import type { Hand, HandedOn } from './handed-on.ts';
import { inPrecision } from './precision.ts';
import type { Opening } from './opened.ts';
import type { PlainPrograms } from './plain-programs.ts';
import { type Prepared, prepare } from './prepare.ts';
import { recentredLabels } from './recentred.ts';

export async function evaluateWork(
  spec: TrialSpec,
  dir: string,
  report: Report,
  opening?: Opening,
  kept?: Kept,
): Promise<EvaluateResult> {
  const before = (await kept?.handed.take(trialId(spec))) ?? null;
  const prepared = before?.prepared ?? (await prepare(spec, opening && { opening }));
  const { tuned, bytes } = await readTuned(prepared, dir);
  const programs = (await kept?.programs.of(prepared)) ?? null;
  return evaluated(prepared, spec, { tuned, bytes, report, before, programs });
}

/** What other work of the process has left. */
export interface Kept {
  readonly handed: Hand;
  readonly programs: PlainPrograms;
}

/** What is evaluated: a tuned model whose artefact takes `bytes` on the disk. */
interface Evaluated {
  readonly tuned: Tuned;
  readonly bytes: number;
  readonly report: Report;
  /** What the training has handed on, where this process has trained. */
  readonly before?: HandedOn | null;
  /** Compiled before for a model without a patch. */
  readonly programs?: Programs | null;
}

/** The answers of a model that is here already: of a whole trial, or of a look at a training that pauses. */
export async function evaluated(
  prepared: Prepared,
  spec: TrialSpec,
  { tuned, bytes, report, before = null, programs = null }: Evaluated,
): Promise<EvaluateResult> {
  const { model, engine, patch, prompt, splits, task, dataHash, otherHashes } = prepared;
  const { counted, name } = countedItems(prepared, spec);
  const total = splits.validation.length + splits.test.length;
  let answered = 0;
  const onProgress = (done: number): void => {
    const at = Math.min(answered + done, total);
    report({ done: at, total, text: `item ${at} of ${total}` });
  };
  const { patched, compiled } = await opened(tuned, onProgress, before, programs);
  const validation =
    counted === splits.validation
      ? []
      : (before?.answers ?? (await prompt.answer(splits.validation, patched)));
  answered = validation.length;
  // Programs are compiled by then: two items share a beginning, if any do.
  if (!compiled && (answered < 2 || before?.answers))
    await prompt.answer(counted.slice(0, 2), patched, counted);
  const start = performance.now();
  const wanted = spec.screen?.paused ? 'scores' : 'answers';
  const answers = await prompt.answer(counted, patched, counted, wanted);
  const seconds = (performance.now() - start) / 1000;
  const asked = answers.filter((answer) => answer.promptTokens > 0);
  if (asked.length === 0)
    throw new ConfigError(
      `none of ${counted.length} ${name} items fits the model's context of ${patched.contextLength} tokens.`,
    );
  await patched.dispose();
  const perItem = (tokens: (answer: Answer) => number): number =>
    asked.reduce((n, answer) => n + tokens(answer), 0) / asked.length;
  const [promptTokens, generatedTokens] = [perItem((a) => a.promptTokens), perItem((a) => a.generatedTokens)];
  const kept = patch.positions + promptTokens + generatedTokens;
  const [onValidation, onTest] = counted === splits.validation ? [answers, []] : [validation, answers];
  return {
    ...outcomesOf(prepared, onValidation, onTest),
    look: spec.screen?.paused ? lookOf(task, answers, counted) : null,
    sizes: {
      trainableParameters: trainables(model.architecture, patch).reduce(
        (n, t) => n + t.shape.reduce((a, b) => a * b, 1),
        0,
      ),
      artifactBytes: bytes,
      kvBytesPerRequest: Math.round(kept * keyValueBytes(model.architecture.shape)),
      contextTokensLeft: patched.contextLength - promptTokens,
      switchBytes: [...tuned.state.values()].reduce((n, { data }) => n + data.byteLength, 0),
    },
    explained: inPrecision(patched.account(), spec, model.architecture),
    requests: { promptTokens, generatedTokens, itemsPerSecond: asked.length / seconds },
    provenance: {
      model: model.sha256,
      data: dataHash,
      ...(Object.keys(otherHashes).length === 0 ? {} : { otherData: otherHashes }),
      labels: {
        task: `${task.name} v${task.version}`,
        template: task.templates[spec.template]!.name,
        engine: engine.version,
        threads: String(engine.threads),
        ...(model.commit === undefined ? {} : { commit: model.commit }),
      },
    },
    notes: [...(prepared.model.notes ?? []), ...prepared.dataNotes, ...prompt.notes()],
  };
}

/** With the programs that have judged the training, where they are the same. */
async function opened(
  tuned: Tuned,
  onProgress: (done: number) => void,
  before: HandedOn | null,
  programs: Programs | null,
): Promise<{ readonly patched: PatchedModel; readonly compiled: boolean }> {
  if (before === null || tuned.changesWeights) {
    await before?.model.dispose();
    return { patched: tuned.open({ onProgress, ...(programs ? { programs } : {}) }), compiled: false };
  }
  tuned.putInto(before.model);
  before.onProgress = onProgress;
  // A value of its own: prompts remember what they found out of a model.
  return { patched: { ...before.model }, compiled: true };
}

/** Answers to both splits, or none to test, as the record has them. */
export function outcomesOf(
  { task, splits }: Pick<Prepared, 'task' | 'splits'>,
  onValidation: readonly Answer[],
  onTest: readonly Answer[],
): Pick<EvaluateResult, 'validation' | 'test' | 'grades' | 'rarest'> {
  const gradesIn = (items: readonly Item[], given: readonly Answer[]): SplitGrades[] =>
    gradesOf(
      task,
      items,
      given.map(({ prediction }) => prediction),
    );
  return {
    validation: outcomes(onValidation, splits.validation),
    test: outcomes(onTest, splits.test),
    rarest: onTest.length === 0 ? null : rarestOf(task, splits.test),
    grades: {
      validation: gradesIn(splits.validation, onValidation),
      test: onTest.length === 0 ? [] : gradesIn(splits.test, onTest),
    },
  };
}

/** The items by which a request is judged: test, or validation where the trial only screens. */
export function countedItems(
  { splits }: Pick<Prepared, 'splits'>,
  { screen }: TrialSpec,
): { counted: readonly Item[]; name: string } {
  const [counted, name, flags] =
    screen === undefined
      ? [splits.test, 'test', '--limit-test or --limit']
      : [splits.validation, 'validation', '--limit-validation or --limit'];
  if (counted.length === 0) throw new ConfigError(`task: the ${name} split is empty: raise ${flags}.`);
  return { counted, name };
}

function lookOf(task: Task, answers: readonly Answer[], items: readonly Item[]): EvaluateResult['look'] {
  const labels = recentredLabels(answers);
  if (labels === null) return null;
  const counts = new Map<string, number>();
  for (const { answer } of items) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const [[common, commonest]] = [...counts].toSorted(([, a], [, b]) => b - a) as [[string, number]];
  return {
    recentred: labels.filter((label, i) => label === items[i]!.answer).length,
    commonest,
    gold: meanGold(answers, items),
    ...scored(task, items, { recentred: labels, commonest: items.map(() => common) }),
  };
}

/** By the metric that configurations are chosen by, where that is not the share of right answers. */
function scored(
  task: Task,
  items: readonly Item[],
  given: { readonly recentred: readonly string[]; readonly commonest: readonly string[] },
): Pick<NonNullable<EvaluateResult['look']>, 'scored'> {
  if (task.metrics === undefined || task.metrics[0].name === 'accuracy') return {};
  const [recentred, commonest] = [given.recentred, given.commonest].map((labels) =>
    judgedBy(task, items, labels),
  );
  return { scored: { recentred: recentred ?? 0, commonest: commonest ?? 0 } };
}

/** Bytes that a token's keys and values take, float32. */
const keyValueBytes = (s: ModelShape): number => s.layers * 2 * s.keyValueHeads * s.dHead * 4;

/** Of answers in the order of their items. */
const outcomes = (answers: readonly Answer[], items: readonly Item[]): ItemOutcome[] =>
  answers.map(({ itemId, prediction, correct, lenient, output, cutOff, measures, steps, ways }, i) => ({
    id: itemId,
    ...asked(items[i]),
    prediction,
    correct,
    ...(lenient === undefined ? {} : { lenient }),
    ...(output === undefined ? {} : { output }),
    ...(cutOff === undefined ? {} : { cutOff }),
    ...(measures === undefined ? {} : { measures }),
    ...(steps === undefined ? {} : { steps }),
    ...(ways === undefined ? {} : { ways }),
  }));

const asked = (item: Item | undefined): Partial<ItemOutcome> =>
  item === undefined
    ? {}
    : {
        fields: item.fields,
        answer: item.answer,
        ...(item.answers === undefined ? {} : { answers: item.answers }),
        ...(item.group === undefined ? {} : { group: item.group }),
      };
