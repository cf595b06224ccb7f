/**
 * Two runs of the same sweep: what changed beyond noise. Every test of the comparison goes through Holm's adjustment together, so that a
 * comparison in which nothing changed flags anything at most once in twenty. Pure.
 */
import { holm } from '../stats/holm.ts';
import type { DoneTrial } from '../record/record.ts';
import { draws } from '../record/spec.ts';
import { answersChanged } from './answers.ts';
import { about, rowNotes, runDifferences } from './differences.ts';
import { type Draft, accuracyDraft, measuredDrafts, sizeDraft } from './drafts.ts';
import { exactFigures, measuredFigures } from './figures.ts';
import { engineDifferences, machineDifferences } from './machine.ts';
import { type Matched, type RunData, type Side, matchRows } from './match.ts';
import type { ComparedRow, RunComparison, Finding } from './schema.ts';
import { shifts } from './shifts.ts';

/**
 * Percent: a change of memory or time that is not surely larger is not flagged, nor is a size that grows by less. Times of the same
 * program on the same machine differ more from one sitting to the next than memory does.
 */
export const defaultMinEffect = { memory: 5, latency: 10 } as const;

const ALPHA = 0.05;

export function compareRuns(
  old: RunData,
  now: RunData,
  minEffect: RunComparison['minEffect'] = defaultMinEffect,
): RunComparison {
  const { pairs, added, removed } = matchRows(old, now);
  const machine = machineDifferences(old.manifest, now.manifest);
  const refusals = pairs.map((pair) => refusal(pair, machine));
  const rows = pairs.map((pair) => ({
    old: pair.old.row.done,
    new: pair.new.row.done,
    drawn: isDrawn(pair),
    spreads: [pair.new.row.spread.test, pair.old.row.spread.test] as const,
  }));
  const trials: DoneTrial[] = rows.flatMap((row) => [...row.old, ...row.new]);
  const measured = measuredFigures(trials).map((figure) => measuredDrafts(figure, rows, refusals, minEffect));
  const drafts = rows.map((row, i) =>
    [
      accuracyDraft(row),
      ...exactFigures.map((figure) => sizeDraft(figure, row, minEffect.memory)),
      ...measured.flatMap((ofRows) => ofRows[i] ?? null),
    ].filter((draft) => draft !== null),
  );
  const findings = judged(drafts);
  const compared = pairs.map((pair, i) => comparedRow(pair, findings[i] ?? []));
  return {
    format: 1,
    old: about(old),
    new: about(now),
    verdict: verdictOf(compared),
    minEffect,
    tests: findings.flat().filter(({ adjustedP }) => adjustedP !== null).length,
    sameMachine: machine.length === 0,
    machine,
    differences: runDifferences(old.manifest, now.manifest),
    shifts: shifts(compared),
    rows: compared,
    added: added.map(only),
    removed: removed.map(only),
  };
}

/** Older programs do not say of a configuration that nothing is drawn; what is matched by its name alone may be two of them. */
const isDrawn = ({ old, new: now, by }: Matched): boolean =>
  by === 'name' ? draws(old.spec) || draws(now.spec) : draws(old.spec) && draws(now.spec);

/** Why times and memory of this row are not compared; empty where they are. */
function refusal({ old, new: now }: Matched, machine: readonly string[]): string {
  if (machine.length > 0) return 'other machine';
  const engine = engineDifferences(
    { spec: old.spec, done: old.row.done },
    { spec: now.spec, done: now.row.done },
  );
  return engine.join('; ');
}

/** Holm over all rows at once, then a verdict each. */
function judged(drafts: readonly (readonly Draft[])[]): Finding[][] {
  const tested = drafts.flat().filter((draft) => draft.tested);
  const adjusted = holm(tested.map(({ finding }) => finding.p ?? 1));
  const byDraft = new Map(tested.map((draft, i) => [draft, adjusted[i] ?? 1]));
  return drafts.map((ofRow) =>
    ofRow.map((draft): Finding => {
      const adjustedP = byDraft.get(draft) ?? null;
      if (adjustedP === null) return { ...draft.finding, adjustedP };
      const worse = (draft.better === 'less') === (draft.finding.change ?? 0) > 0;
      const verdict = adjustedP >= ALPHA ? 'same' : worse ? 'worse' : 'better';
      return { ...draft.finding, adjustedP, verdict };
    }),
  );
}

function comparedRow(pair: Matched, findings: readonly Finding[]): ComparedRow {
  const { task, method, configuration } = pair.new.row;
  return {
    task,
    method,
    configuration,
    matched: pair.by,
    states: { old: pair.old.state, new: pair.new.state, verdict: stateVerdict(pair) },
    answers: answersChanged(pair.old.row.done, pair.new.row.done),
    notes: rowNotes(pair),
    findings: [...findings],
  };
}

/** A row is worse off where more of its trials failed, or where trials that were done are not. */
function stateVerdict({ old: { state: a }, new: { state: b } }: Matched): ComparedRow['states']['verdict'] {
  const missing = (state: typeof a): number => state.planned - state.done;
  if (b.failed > a.failed || (a.done > 0 && missing(b) > missing(a))) return 'worse';
  return b.failed < a.failed || (b.done > 0 && missing(b) < missing(a)) ? 'better' : 'same';
}

function verdictOf(rows: readonly ComparedRow[]): RunComparison['verdict'] {
  const verdicts = rows.flatMap(({ states, findings }) => [
    states.verdict,
    ...findings.map(({ verdict }) => verdict),
  ]);
  if (verdicts.includes('worse')) return 'regression';
  const findings = rows.flatMap((row) => row.findings);
  const something = findings.some(({ verdict }) => verdict !== 'unknown' && verdict !== 'refused');
  return something ? 'no regression' : 'not comparable';
}

const only = ({ row: { task, method, configuration }, state }: Side): RunComparison['added'][number] => ({
  task,
  method,
  configuration,
  state,
});
