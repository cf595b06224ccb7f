/**
 * Where virtual tokens stand, written as `4@start+2@after:text+4@end`. Places:
 *   start             in front of everything, a chat template's beginning included (PEFT's only place)
 *   before:<field>    in front of a field of the item; `before:*` in front of each of them
 *   after:<field>     behind it; `after:*`
 *   line:<k>          at the end of the template's k-th line, line breaks within fields not counted
 *   end               directly before the answer
 * Each placement has tokens of its own; where its place occurs several times, they are repeated.
 */
import { ConfigError, type Item, type PromptContext, virtualTokens } from '@adaptbench/core';

const place = String.raw`[1-9]\d{0,3}@(?:start|end|line:[1-9]\d{0,2}|(?:before|after):[^\s+@]+)`;
export const layoutPattern = new RegExp(String.raw`^${place}(?:\+${place})*$`);

export interface Placement {
  readonly count: number;
  readonly place: 'start' | 'end' | 'line' | 'before' | 'after';
  /** Of `line`, `before` and `after`. */
  readonly argument: string;
  /** Its tokens as characters. */
  readonly tokens: string;
}

/** `layout` matches `layoutPattern`. */
export function parseLayout(layout: string): readonly Placement[] {
  let first = 0;
  return layout.split('+').map((part): Placement => {
    const [, count, place, argument = ''] = /^(\d+)@([a-z]+)(?::(.+))?$/.exec(part)!;
    const n = Number(count);
    const tokens = virtualTokens(n, first);
    first += n;
    return { count: n, place: place as Placement['place'], argument, tokens };
  });
}

/** All tokens at one of the two places outside the item's text. */
export const tokensAt = (layout: readonly Placement[], place: 'start' | 'end'): string =>
  layout.flatMap((p) => (p.place === place ? [p.tokens] : [])).join('');

/** Whether a placement's tokens stand between the template's words. */
export const standsWithin = ({ place }: Placement): boolean => place !== 'start' && place !== 'end';

export const tokenCount = (layout: readonly Placement[]): number => layout.reduce((n, p) => n + p.count, 0);

/** Stand for fields while their places are looked for; of a private-use plane, which no text holds. */
const FIRST_MARK = 0x100000;

/** The item's text with the tokens that stand within it. Throws ConfigError where the template lacks a place. */
export function placeWithin(layout: readonly Placement[], context: PromptContext, item: Item): string {
  const template = context.task.templates[context.template]!;
  const plain = template.write(item);
  const within = layout.filter(standsWithin);
  const fields = Object.keys(item.fields);
  const marks = new Map(fields.map((field, i) => [String.fromCodePoint(FIRST_MARK + i), field]));
  const marked = template.write({
    ...item,
    fields: Object.fromEntries([...marks].map(([mark, field]) => [field, mark])),
  });
  const filled = (text: string): string =>
    text.replaceAll(/[\u{100000}-\u{10FFFD}]/gu, (mark) => item.fields[marks.get(mark) ?? ''] ?? mark);
  if (filled(marked) !== plain)
    throw new ConfigError(
      `p-tuning.layout: template ${name(context)} does not write its fields as they are, so their places cannot be told. Use start and end.`,
    );
  const insertions = within
    .flatMap((p) => offsets(p, marked, marks, context).map((at) => ({ at, tokens: p.tokens })))
    .toSorted((a, b) => a.at - b.at);
  let from = 0;
  const pieces = insertions.map(({ at, tokens }) => {
    const piece = marked.slice(from, at) + tokens;
    from = at;
    return piece;
  });
  return filled(pieces.join('') + marked.slice(from));
}

const name = ({ task, template }: PromptContext): string => task.templates[template]!.name;

/** Indices in the marked text where a placement's tokens go. */
function offsets(
  { place, argument }: Placement,
  marked: string,
  marks: ReadonlyMap<string, string>,
  context: PromptContext,
): number[] {
  if (place === 'line') {
    const lines = marked.split('\n');
    const k = Number(argument);
    if (k > lines.length)
      throw new ConfigError(
        `p-tuning.layout: line:${k}: template ${name(context)} has ${lines.length} line${lines.length === 1 ? '' : 's'}.`,
      );
    return [lines.slice(0, k).join('\n').length];
  }
  const wanted = [...marks].filter(([, field]) => argument === '*' || field === argument);
  const found = wanted.flatMap(([mark]) =>
    [...marked.matchAll(new RegExp(mark, 'gu'))].map(({ index }) =>
      place === 'before' ? index : index + mark.length,
    ),
  );
  if (found.length === 0)
    throw new ConfigError(
      `p-tuning.layout: ${place}:${argument}: template ${name(context)} writes no such field. The items have ${[...marks.values()].join(', ')}.`,
    );
  return found;
}
