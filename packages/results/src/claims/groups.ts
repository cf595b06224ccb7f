/** From the rows of runs to what the rules compare: configurations that differ in one setting and were asked the same items. Pure. */
import { groupsOf, scoresOf } from '../judged/splits.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import { type Json, draws } from '../record/spec.ts';
import type { Scores } from '../stats/scores.ts';
import { curvesOf } from '../tables/curves.ts';
import { groupBy } from '../tables/group.ts';
import type { ConfigurationRow } from '../tables/rows.ts';
import type { Against } from './accuracy-rules.ts';
import type { Curve, Group } from './judgement.ts';

/** A setting's value: a field of the configuration, or `train`, the number of training items. */
const valueOf = ({ spec }: ConfigurationRow, setting: string): Json | undefined =>
  setting === 'train' ? spec.task['train'] : spec.config[setting];

/** Equal for rows that differ in nothing but the setting, the learning rate that goes with it, and the seed. */
function others({ spec }: ConfigurationRow, setting: string): string {
  const { seed: _, draws: __, config, task, training, ...rest } = spec;
  const without = (record: Readonly<Record<string, Json>>): object =>
    Object.fromEntries(Object.entries(record).filter(([key]) => key !== setting && key !== 'offline'));
  return canonicalJson({
    ...rest,
    training: training && { ...training, learningRate: null },
    config: setting === 'train' ? config : without(config),
    task: setting === 'train' ? without(task) : task,
  });
}

/** The row's answers, and which items they answer; null where it has none item by item. */
function answers({
  done,
}: ConfigurationRow): (Pick<Group, 'groups'> & { outcomes: Scores[]; readonly items: string }) | null {
  const tests = done.map(({ accuracy }) => accuracy.test);
  const outcomes = scoresOf(tests) ?? [];
  const items = [...new Set(tests.map((test) => test.itemsDigest))];
  return outcomes.length > 0 && items.length === 1
    ? { outcomes, groups: groupsOf(tests), items: items[0]! }
    : null;
}

function groupOf(row: ConfigurationRow, label: string, x = 0): (Group & { readonly items: string }) | null {
  const answered = answers(row);
  return answered && { label, x, fixed: !draws(row.spec), spread: row.spread.test, ...answered };
}

/** Every curve of a method over a setting, of points that were asked the same items; `about`: another setting, whose value the label tells. */
export function curvesOver(
  rows: readonly ConfigurationRow[],
  method: string,
  setting: string,
  about?: string,
): Curve[] {
  const axis = setting === 'train' ? 'task.train' : setting;
  const curves = curvesOf(rows).filter((curve) => curve.method === method && curve.axis === axis);
  return curves.flatMap(({ points }) => {
    const groups = points.flatMap(({ x, row }) => {
      const group = groupOf(row, `${setting} ${x}`, x);
      return group === null ? [] : [{ ...group, row }];
    });
    return groupBy(groups, ({ items }) => items).flatMap((same): Curve[] => {
      const [first] = same;
      if (first === undefined || same.length < 2) return [];
      const more = about === undefined ? '' : ` (${about}: ${JSON.stringify(valueOf(first.row, about))})`;
      return [{ label: `${first.row.task}, ${method}${more}`, groups: same }];
    });
  });
}

/** Rows of a method that differ in one setting alone, one with `withIt` as its value, one with `without`. */
export function against(
  rows: readonly ConfigurationRow[],
  method: string,
  setting: string,
  {
    withIt,
    without,
    name,
  }: { withIt: Json; without: Json; name: (row: ConfigurationRow, value: Json) => string },
): Against[] {
  const ofMethod = rows.filter((row) => row.method === method);
  return groupBy(ofMethod, (row) => others(row, setting)).flatMap((group) => {
    const find = (value: Json) => {
      const row = group.find((one) => valueOf(one, setting) === value);
      return row === undefined
        ? null
        : groupOf(row, name(row, value), Number(row.spec.config['length'] ?? 0));
    };
    const [a, b] = [find(withIt), find(without)];
    return a && b && a.items === b.items ? [{ withIt: a, without: b }] : [];
  });
}

/** Rows of one method against those of another with the same task, template and value of `setting`. */
export function matching(
  rows: readonly ConfigurationRow[],
  [first, second]: readonly [string, string],
  setting: string,
): Against[] {
  return rows
    .filter((row) => row.method === first)
    .flatMap((row) => {
      const other = rows.find(
        (one) =>
          one.method === second &&
          valueOf(one, setting) === valueOf(row, setting) &&
          one.spec.template === row.spec.template &&
          canonicalJson(one.spec.task) === canonicalJson(row.spec.task),
      );
      const name = (one: ConfigurationRow): string =>
        `${one.task}, ${one.method} with ${setting} ${JSON.stringify(valueOf(one, setting))}`;
      const [a, b] = [groupOf(row, name(row)), other ? groupOf(other, name(other)) : null];
      return a && b && a.items === b.items ? [{ withIt: a, without: b }] : [];
    });
}

/** Of rows that train nothing and asked each item in several ways: the ways with one tag against those with another, by task. */
export function byTag(rows: readonly ConfigurationRow[], first: string, second: string): Against[] {
  return rows
    .filter(({ spec }) => spec.training === null)
    .flatMap(({ task, done }) => {
      // Without training the seeds ask the same; where they draw templates, the first one's stand for all.
      const ways = done[0]?.accuracy.test.ways ?? [];
      const group = (tag: string): Group => {
        const tagged = ways.filter(({ tags }) => tags.includes(tag));
        return {
          label: `${task}, ${tagged.length} ${tag} templates`,
          x: 0,
          drawn: 'templates',
          spread: null,
          outcomes: tagged.map(({ outcomes }) => outcomes),
        };
      };
      const [a, b] = [group(first), group(second)];
      return a.outcomes.length > 0 && b.outcomes.length > 0 ? [{ withIt: a, without: b }] : [];
    });
}
