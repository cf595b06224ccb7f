/**
 * Response curves: how the score answers to one numeric setting (rank, prefix length, bottleneck, shots, training items …) while all
 * others stay the same. A curve is read out of whatever the plan varied; nothing here knows the settings by name.
 */
import { once } from '../once.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { Json, TrialSpec } from '../record/spec.ts';
import { plainValue } from './label.ts';
import { groupBy } from './group.ts';
import type { ConfigurationRow } from './rows.ts';
import { type ScoreWords, endCell, intervalCell, metricColumn, scoreCell, scoreWords } from './scored.ts';
import { type Column, type Table, makeTable } from './table.ts';
import { taskKey, taskNames } from './task-name.ts';

interface CurvePoint {
  readonly row: ConfigurationRow;
  readonly x: number;
  /** Test score and its 95 % interval, on the unit scale. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly seeds: number;
  /** Items of one seed. */
  readonly n: number;
}

export interface Curve {
  readonly task: string;
  readonly method: string;
  /** E.g. `rank`, `train.learningRate`, `task.train`. */
  readonly axis: string;
  /** What tells it from the method's other curves over the same axis, e.g. `alpha=16`; mostly empty. */
  readonly fixed: string;
  /** Two at least, by x. */
  readonly points: readonly CurvePoint[];
}

interface Setting {
  readonly row: ConfigurationRow;
  readonly spec: TrialSpec;
  /** Every field of the specification that may differ between rows. */
  readonly fields: ReadonlyMap<string, Json>;
}

export const curvesOf = once((rows: readonly ConfigurationRow[]): readonly Curve[] => {
  const settings = rows.flatMap((row): Setting[] => {
    const spec = row.done[0]?.spec;
    if (spec === undefined || row.test === null) return [];
    return [{ row, spec, fields: fieldsOf(spec) }];
  });
  return groupBy(settings, ({ spec }) => spec.method).flatMap((ofMethod) => {
    const axes = new Set(ofMethod.flatMap(({ fields }) => [...fields.keys()]));
    // Most fields are the same in all rows, and no axis.
    const varied = [...axes].filter(
      (axis) => new Set(ofMethod.map(({ fields }) => fields.get(axis))).size > 1,
    );
    const along = textsOf(ofMethod, varied);
    return varied.flatMap((axis) => curvesOver(axis, ofMethod, along));
  });
});

/** Fields by name, those of training and task with their owner in front. Seeds are no setting, nor is which prompt is used. */
function fieldsOf({ config, training, task }: TrialSpec): Map<string, Json> {
  const { offline: _, ...data } = task;
  return new Map<string, Json>([
    ...Object.entries(config),
    ...Object.entries(training ?? {}).map(([key, value]): [string, Json] => [`train.${key}`, value]),
    ...Object.entries(data).map(([key, value]): [string, Json] => [`task.${key}`, value]),
  ]);
}

function curvesOver(axis: string, settings: readonly Setting[], along: Along): Curve[] {
  const numeric = settings.filter(({ fields }) => typeof fields.get(axis) === 'number');
  const groups = groupBy(numeric, (setting) =>
    along
      .get(setting)!
      .map(([name, text]) => (name === axis ? '' : text))
      .join('\n'),
  ).filter((group) => new Set(group.map(({ fields }) => fields.get(axis))).size > 1);
  const tasks = groups.flatMap((group) => group.slice(0, 1)).map(({ spec }) => without(axis, spec));
  const names = taskNames(tasks);
  const fixed = settingsThatDiffer(
    axis,
    groups.flatMap((group) => group.slice(0, 1)),
  );
  return groups.map((group, i): Curve => ({
    task: names.get(taskKey(tasks[i]!)) ?? '',
    method: group[0]!.spec.method,
    axis,
    fixed: fixed[i] ?? '',
    points: group
      .map(({ row, fields }): CurvePoint => {
        const { mean, low, high, seeds, n } = row.test!;
        return { row, x: fields.get(axis) as number, mean, low, high, seeds, n };
      })
      .toSorted((a, b) => a.x - b.x),
  }));
}

/** What must agree along a curve, as text: of each setting the fields that are not the same in all, by name. */
type Along = ReadonlyMap<Setting, readonly (readonly [name: string, text: string])[]>;

function textsOf(settings: readonly Setting[], varied: readonly string[]): Along {
  const names = varied.toSorted();
  return new Map(
    settings.map((setting) => {
      const { fields, spec } = setting;
      const text = (name: string): string => (fields.has(name) ? canonicalJson(fields.get(name)) : '');
      const texts = names.map((name) => [name, text(name)] as const);
      return [setting, [...texts, ['', `${spec.template} ${spec.chat}`] as const]] as const;
    }),
  );
}

function without(axis: string, { task }: TrialSpec): Pick<TrialSpec, 'task'> {
  return { task: Object.fromEntries(Object.entries(task).filter(([key]) => `task.${key}` !== axis)) };
}

/** Of each curve the fields, other than the axis and the task's, in which the curves differ. */
function settingsThatDiffer(axis: string, firsts: readonly Setting[]): string[] {
  const of = ({ fields, spec }: Setting): Map<string, Json> =>
    new Map([...fields, ['template', spec.template]]);
  const all = firsts.map(of);
  const keys = [...new Set(all.flatMap((fields) => [...fields.keys()]))].filter(
    (key) =>
      key !== axis &&
      !key.startsWith('task.') &&
      new Set(all.map((fields) => canonicalJson(fields.get(key) ?? null))).size > 1,
  );
  return all.map((fields) =>
    keys.map((key) => `${key.replace(/^train\./, '')}=${plainValue(fields.get(key) ?? null)}`).join(' '),
  );
}

interface Line extends CurvePoint {
  readonly curve: Curve;
}

const columnsOf = ({ name, unit, digits }: ScoreWords): readonly Column<Line>[] => [
  { header: 'task', value: ({ curve }) => curve.task, ifVaried: true },
  { header: 'method', value: ({ curve }) => curve.method },
  { header: 'setting', value: ({ curve }) => curve.axis },
  { header: 'others', value: ({ curve }) => curve.fixed, ifVaried: true },
  { header: 'value', value: ({ x }) => String(x), only: 'screen' },
  { header: 'value', value: ({ x }) => x, only: 'file' },
  metricColumn((line: Line) => line.row),
  { header: `test ${name}${unit}`, value: (line) => scoreCell(line.row, line), digits },
  { header: `95 % low${unit}`, value: (line) => endCell(line.row, line, 'low'), only: 'file' },
  { header: `95 % high${unit}`, value: (line) => endCell(line.row, line, 'high'), only: 'file' },
  { header: `95 % interval${unit}`, value: (line) => intervalCell(line.row, line), only: 'screen' },
  { header: 'seeds', value: ({ seeds }) => seeds },
  { header: 'test items', value: ({ n }) => n },
];

/** Of some curves, or all. */
export const curvesTable = (curves: readonly Curve[]): Table =>
  makeTable(
    { name: 'curves', title: 'Response curves', legend: [] },
    columnsOf(scoreWords(curves.flatMap(({ points }) => points.map(({ row }) => row)))),
    curves.flatMap((curve) => curve.points.map((point): Line => Object.assign({ curve }, point))),
  );
