/** The evaluating phase: answers on validation and test. */
import {
  type Answer,
  ConfigError,
  type Item,
  type ModelShape,
  type Task,
  type Tuned,
  trainables,
} from '@adaptbench/core';
import type { ItemOutcome, SplitGrades, TrialSpec } from '@adaptbench/results';
import { readTuned } from './artifact.ts';
import type { EvaluateResult, Report } from './contract.ts';
import { gradesOf, judgedBy, rarestOf } from './grades.ts';
import { inPrecision } from './precision.ts';
import type { Opening } from './opened.ts';
import { type Prepared, prepare } from './prepare.ts';
import { recentredLabels } from './recentred.ts';

export async function evaluateWork(
  spec: TrialSpec,
  dir: string,
  report: Report,
  opening?: Opening,
): Promise<EvaluateResult> {
  const prepared = await prepare(spec, opening && { opening });
  const { tuned, bytes } = await readTuned(prepared, dir);
  return evaluated(prepared, spec, { tuned, bytes, report });
}

/** What is evaluated: a tuned model whose artefact takes `bytes` on the disk. */
interface Evaluated {
  readonly tuned: Tuned;
  readonly bytes: number;
  readonly report: Report;
}

/** The answers of a model that is here already: of a whole trial, or of a look at a training that pauses. */
export async function evaluated(
  prepared: Prepared,
  spec: TrialSpec,
  { tuned, bytes, report }: Evaluated,
): Promise<EvaluateResult> {
  const { model, engine, patch, prompt, splits, task, dataHash, otherHashes } = prepared;
  const { counted, name } = countedItems(prepared, spec);
  const total = splits.validation.length + splits.test.length;
  let before = 0;
  const patched = tuned.open({
    onProgress(done) {
      const at = Math.min(before + done, total);
      report({ done: at, total, text: `item ${at} of ${total}` });
    },
  });
  const validation = counted === splits.validation ? [] : await prompt.answer(splits.validation, patched);
  before = validation.length;
  // Programs are compiled by then: two items share a beginning, if any do.
  if (before < 2) await prompt.answer(counted.slice(0, 2), patched, counted);
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
