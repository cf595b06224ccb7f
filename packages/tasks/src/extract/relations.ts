/** What two numbers that follow each other have to do with each other: a calculation, a range, a list, a compound measure. */
import { isCompound } from './doubtful.ts';
import type { Quantity } from './quantity.ts';

/** Longer texts between two numbers part them. */
const NEAR = 40;
const CALCULATION = /^ ?(?:[\p{L}%$.]{1,20} ?){0,3}[)\]]* ?(?<sign>[-+*×÷/=]) ?[$([]*$/u;
const RANGE = /^ ?(?:[\p{L}%]{1,12} )?(?:to|through|up to|~|-|至|到) ?\p{Sc}?$/iu;
const OR = /^,? ?(?:[\p{L}%]{1,12},? )?(?:or|and|&|或者?|还是|和|与|及|以及|、) ?\p{Sc}?$/iu;
/** A range in words is one wherever it stands; a dash may be a minus. */
const WORDED = /^ ?(?:[\p{L}%]{1,12} )?(?:to|through|至|到) ?\p{Sc}?$/iu;
const LIST = /^(?:, ?|; ?)\p{Sc}?$/u;

const between = (text: string, a: Quantity, b: Quantity): string | null =>
  b.from - a.to > NEAR ? null : text.slice(a.to, b.from);

/**
 * The answer that begins with the first of `all`: itself, or what a calculation comes to (`12 - 5 = 7`). null where it goes on with
 * another number.
 */
export function resultOf(text: string, all: readonly Quantity[]): Quantity | null {
  const [first] = all;
  let [last, equals, operators] = [first!, false, false];
  for (const next of all.slice(1)) {
    const gap = between(text, last, next);
    const sign = gap === null ? undefined : signOf(gap, next, text);
    if (gap === null || gap.includes('\n')) break;
    if (sign !== undefined) {
      equals = sign === '=';
      operators = true;
      last = next;
      continue;
    }
    if (operators ? false : leavesOpen(gap, text.slice(next.to, next.to + 20))) return null;
    break;
  }
  return operators && !equals ? null : last;
}

/** An operator, which a sign of the number after it may be too. */
function signOf(gap: string, next: Quantity, text: string): string | undefined {
  const sign = CALCULATION.exec(gap)?.groups!['sign'];
  if (sign !== undefined) return sign;
  return /^ ?$/u.test(gap) && /^[-+]/u.test(text.slice(next.from, next.from + 1)) ? '-' : undefined;
}

const leavesOpen = (gap: string, after: string): boolean =>
  gap.trim() === '' || [RANGE, OR, LIST].some((form) => form.test(gap)) || isCompound(gap, after);

/** Whether the last number of a text is one of two: `5 or 6`, `3, 4, 5`, `2 hours 30 minutes`. */
export function isJoined(text: string, before: Quantity | undefined, last: Quantity): boolean {
  if (before === undefined) return false;
  const gap = between(text, before, last);
  if (gap === null || gap.includes('\n')) return false;
  return (
    /^ $/u.test(gap) || OR.test(gap) || WORDED.test(gap) || isCompound(gap, text.slice(last.to, last.to + 20))
  );
}
