/** What the test items say of methods that were chosen by validation. Pure. */
import { listed } from '../text.ts';
import type { Survivor } from './recommendation.ts';

/** Whether the recommended method is better on the test items, beyond chance. */
export const behindOnTest = ({ onTest, facts }: Survivor): boolean =>
  onTest?.apart === true && onTest.second === facts.row;

const aheadOnTest = ({ onTest, facts }: Survivor): boolean =>
  onTest?.apart === true && onTest.first === facts.row;

/** Clauses on the methods that validation cannot tell from the recommended one, and on those that test items put in front of it. */
export function onTestText(others: readonly Survivor[]): string[] {
  const behind = others.filter((one) => one.tied && behindOnTest(one));
  const ahead = others.filter(aheadOnTest);
  const names = (some: readonly Survivor[]): string =>
    some.length === others.length && some.length > 2
      ? `all ${some.length} others`
      : listed(some.map(({ facts }) => facts.row.method));
  return [
    ...(behind.length === 0 ? [] : [`on the test items better than ${names(behind)} beyond chance`]),
    ...(ahead.length === 0
      ? []
      : [
          `WARNING: on the test items ${names(ahead)} ${ahead.length === 1 ? 'is' : 'are'} better beyond chance`,
        ]),
  ];
}
