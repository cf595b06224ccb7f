export { flagOf } from './figures/figure.ts';
export { inferenceMemory, trainingMemory } from './figures/memory.ts';
export { valueOf } from './figures/read.ts';
export { limitedFigures } from './figures/index.ts';
export { judgeClaims } from './claims/judge.ts';
export { type LatencyPair, type LatencyResults, ratiosOf, type SideRatio } from './claims/latency.ts';
export { compareRuns, defaultMinEffect } from './compare/compare.ts';
export type { RunData } from './compare/match.ts';
export { comparisonSchema, type RunComparison } from './compare/schema.ts';
export { comparisonTables } from './compare/tables.ts';
export { comparisonText } from './compare/words.ts';
export { FORMAT, importPeft, NOTES } from './import/peft.ts';
export { importedRun } from './import/run.ts';
export { answers } from './recommend/answer.ts';
export { type Constraints, noConstraints } from './recommend/constraints.ts';
export { toJson } from './recommend/json.ts';
export { recommend, recommended } from './recommend/recommend.ts';
export type { Recommendation } from './recommend/recommendation.ts';
export { recommendationText } from './recommend/words.ts';
export type {
  DoneTrial,
  FailedTrial,
  Liveness,
  Phase,
  Provenance,
  SkippedTrial,
  SplitGrades,
  SplitOutcome,
  FittingRecord,
  TrainingRecord,
  TrialRecord,
} from './record/record.ts';
export type { LatencyPass, MergedDifference, RequestTimes } from './record/timing.ts';
export { canonicalJson } from './record/canonical-json.ts';
export {
  configurationId,
  draws,
  type Json,
  type JsonObject,
  type ModelSpec,
  type Screening,
  trialId,
  type TrialSpec,
  wholeOf,
} from './record/spec.ts';
export { type Judged, judged, type JudgedBy, metricOf, toUnit } from './judged/metric.ts';
export {
  changeText,
  differenceText,
  digitsOf,
  isAccuracy,
  scoreInterval,
  scoreText,
  shown,
  splitScore,
  shownChange,
  shownDifference,
  shownInterval,
  unitOf,
} from './judged/shown.ts';
export { type Regret, regretOf } from './regret/regret.ts';
export {
  inputDifferences,
  machineDifferences,
  outcomeDifference,
  programDifferences,
} from './repeat/differences.ts';
export { repeatedRows } from './repeat/repetition.ts';
export {
  type AskedTask,
  askedTasks,
  type BenchConfig,
  benchSettings,
  parseBench,
  type TimedTrials,
} from './run/bench.ts';
export { filesOf } from './run/files.ts';
export { type ItemLine, type ItemOutcome, itemReader, type ItemReader } from './run/items.ts';
export type { EngineChoice } from './run/engine-choice.ts';
export type { Machine, Source } from './run/machine.ts';
export {
  hashes,
  type Manifest,
  manifestDigest,
  readManifest,
  type Session,
  writeManifest,
} from './run/manifest.ts';
export type { Prices } from './run/prices.ts';
export { parseJson, readText } from './read-json.ts';
export { openOwnRun, openRun, type RunOnDisk } from './run/run-on-disk.ts';
export { type Shard, shardText } from './run/shard.ts';
export { filesIn, foldersIn } from './run/stray.ts';
export { rowsOfRun } from './tables/rows-of-run.ts';
export { readTrials, TrialsLog } from './run/trials-log.ts';
export { writeWhole } from './run/write-whole.ts';
export { incompleteBeta } from './stats/beta.ts';
export { letters } from './stats/groups.ts';
export { holm } from './stats/holm.ts';
export { mcnemar } from './stats/mcnemar.ts';
export { type OverSeeds, overSeeds } from './stats/over-seeds.ts';
export { logLikelihood, type Spread, spreads } from './stats/spread.ts';
export { LEVEL } from './stats/family.ts';
export { paired } from './stats/paired.ts';
export { quantileInterval } from './stats/quantile-interval.ts';
export { quantile } from './stats/quantile.ts';
export { intervalText, type Ratio, ratioOf } from './stats/ratio.ts';
export { clockOf, type Took } from './stats/took.ts';
export { aboveChance } from './stats/above-chance.ts';
export { recentLoss } from './stats/recent-loss.ts';
export { type Timing, timingOf } from './stats/timing.ts';
export { twoWay } from './stats/two-way.ts';
export { type Interval, wilson } from './stats/wilson.ts';
export { type Classes, classesOf, classesTable, confusionMatrix, confusionsTable } from './tables/classes.ts';
export { compareRows, type Comparison, difference } from './tables/compare.ts';
export { type Decision, decisions } from './tables/cost.ts';
export { type Curve, curvesOf, curvesTable } from './tables/curves.ts';
export { groupBy } from './tables/group.ts';
export {
  agreementTable,
  type DifferingItem,
  differingTable,
  type ItemComparison,
  itemComparisons,
} from './tables/items.ts';
export { labels } from './tables/label.ts';
export { type TradeOff, tradeOffs, tradeOffsTable } from './tables/pareto.ts';
export { choose, type ConfigurationRow, rowsOf, seedsText } from './tables/rows.ts';
export { type ScoreWords, scoreWords } from './tables/scored.ts';
export { searched, searchedText } from './tables/screening.ts';
export { type Answering, answerings, requestMs, trainingSeconds, trains } from './tables/servings.ts';
export { bestRows, chosenOnly, first, shortened } from './tables/shorten.ts';
export { type Cell, cellText, type Column, makeTable, type Table, view } from './tables/table.ts';
export { furtherTables, tablesOf } from './tables/tables.ts';
export { durationText, parseDuration, sizeText } from './amounts.ts';
export { mean } from './stats/mean.ts';
export { plainName, taskKey, taskNames } from './tables/task-name.ts';
export { type Undone, undone } from './tables/undone.ts';
export { count, duration, listed, percent, points, pValue } from './text.ts';
