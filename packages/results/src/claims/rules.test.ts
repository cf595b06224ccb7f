import { describe, expect, test } from 'vitest';
import {
  better,
  drawMatters,
  flat,
  increasing,
  noHelp,
  nonMonotonic,
  unstable,
  upperTailF,
} from './accuracy-rules.ts';
import type { Curve, Group } from './judgement.ts';
import { noSlower, slower } from './latency-rules.ts';

const N = 1000;
/** `right` of 1,000 items, a seed each; the first ones are easy for everybody, so that little but the means differs. */
const group = (x: number, ...right: readonly number[]): Group => ({
  label: `x ${x}`,
  x,
  spread: null,
  outcomes: right.map((k) => '1'.repeat(k) + '0'.repeat(N - k)),
});
const curve = (...groups: Group[]): Curve[] => [{ label: 'made', groups }];

describe('that quality is not monotonic', () => {
  const verdict = (curves: readonly Curve[]) => nonMonotonic.judge(curves).verdict;
  test('is supported where a shorter one beats a longer one', () => {
    expect(verdict(curve(group(1, 700, 704, 702), group(4, 800, 803, 805), group(16, 740, 744, 742)))).toBe(
      'supported',
    );
  });
  test('is contradicted where quality clearly never falls', () => {
    expect(verdict(curve(group(1, 700, 701, 702), group(4, 800, 801, 802), group(16, 810, 811, 812)))).toBe(
      'contradicted',
    );
  });
  test('is not decided where seeds differ too much, nor from one seed, nor where curves disagree', () => {
    expect(verdict(curve(group(1, 700, 600, 800), group(4, 650, 750, 550)))).toBe('not decided here');
    expect(verdict(curve(group(1, 800), group(4, 600)))).toBe('not decided here');
    const [up] = curve(group(1, 700, 701, 702), group(4, 800, 801, 802));
    const [down] = curve(group(1, 800, 801, 802), group(4, 700, 701, 702));
    expect(verdict([up!, down!])).toBe('not decided here');
    expect(verdict([up!, up!])).toBe('contradicted');
  });
});

describe('that a setting hardly matters', () => {
  const verdict = (curves: readonly Curve[]) => flat.judge(curves).verdict;
  test('is supported by narrow intervals around no difference, contradicted by a difference', () => {
    expect(verdict(curve(group(1, 890, 892, 891), group(4, 893, 891, 892)))).toBe('supported');
    expect(verdict(curve(group(1, 890, 892, 891), group(4, 840, 841, 842)))).toBe('contradicted');
  });
  test('compares what draws nothing, though it ran once', () => {
    expect(verdict(curve({ ...group(0, 700), fixed: true }, group(4, 840, 841, 842)))).toBe('contradicted');
    expect(verdict(curve(group(0, 700), group(4, 840, 841, 842)))).toBe('not decided here');
  });
  test('is not decided where the intervals are wide, or where the difference is real and small', () => {
    expect(verdict(curve(group(1, 890, 830, 910), group(4, 850, 900, 870)))).toBe('not decided here');
    expect(verdict(curve(group(1, 890, 892, 891), group(4, 868, 862, 856)))).toBe('not decided here');
  });
});

describe('that more help', () => {
  const verdict = (curves: readonly Curve[]) => increasing.judge(curves).verdict;
  test('is supported where the most beat the fewest', () => {
    expect(
      verdict(curve(group(32, 700, 704, 702), group(128, 702, 705, 703), group(512, 790, 800, 795))),
    ).toBe('supported');
  });
  test('is no less sure where more points lie between', () => {
    const between = [64, 128, 256, 512].map((x) => group(x, 745, 765, 755));
    const [fewest, most] = [group(32, 700, 740, 720), group(1024, 790, 830, 810)];
    expect([verdict(curve(fewest, most)), verdict(curve(fewest, ...between, most))]).toEqual([
      'supported',
      'supported',
    ]);
  });
  test('is contradicted where more are worse, or the most gain next to nothing', () => {
    expect(
      verdict(curve(group(32, 700, 704, 702), group(128, 802, 805, 803), group(512, 720, 722, 721))),
    ).toBe('contradicted');
    expect(verdict(curve(group(32, 700, 701, 702), group(512, 703, 704, 702)))).toBe('contradicted');
  });
  test('is not decided where it might or might not', () => {
    expect(verdict(curve(group(32, 700, 620, 760), group(512, 760, 700, 790)))).toBe('not decided here');
  });
});

test('F’s tail agrees with tables, and is t² for one degree of freedom above', () => {
  expect(upperTailF(4.256_495, 2, 9)).toBeCloseTo(0.05, 6);
  expect(upperTailF(3.837_853, 4, 8)).toBeCloseTo(0.05, 6);
  expect(upperTailF(2.228_138_9 ** 2, 1, 10)).toBeCloseTo(0.05, 6);
  expect(upperTailF(0, 3, 7)).toBe(1);
});

describe('that the draw matters', () => {
  const verdict = (...groups: Group[]) =>
    drawMatters.judge(curve(group(0, 800, 800, 800), ...groups)).verdict;
  test('is supported by draws that differ, contradicted by draws that do not', () => {
    expect(verdict(group(4, 700, 800, 600))).toBe('supported');
    expect(verdict(group(4, 700, 700, 700))).toBe('contradicted');
  });
  test('is not decided where draws differ really and little; zero shots have no draw', () => {
    expect(verdict(group(4, 700, 710, 705))).toBe('not decided here');
    expect(verdict()).toBe('not decided here');
  });
});

describe('that direct training is unstable', () => {
  const through = [1, 4, 16].map((x) => group(x, 800, 801, 802));
  const judge = (...direct: Group[]) =>
    unstable.judge(direct.map((withIt, i) => ({ withIt, without: through[i]! }))).verdict;
  test('is supported where it is lower, or varies more over seeds', () => {
    expect(judge(group(1, 700, 701, 702), group(4, 799, 800, 801), group(16, 800, 800, 801))).toBe(
      'supported',
    );
    expect(judge(group(1, 700, 820, 850), group(4, 660, 850, 830), group(16, 820, 700, 850))).toBe(
      'supported',
    );
  });
  test('is contradicted where it is higher and as steady', () => {
    expect(judge(group(1, 900, 901, 902), group(4, 900, 902, 901), group(16, 900, 901, 901))).toBe(
      'contradicted',
    );
  });
  test('is not decided where it is lower at one length and higher at another, or just the same', () => {
    expect(judge(group(1, 700, 701, 702), group(4, 900, 901, 902), group(16, 800, 800, 801))).toBe(
      'not decided here',
    );
    expect(judge(...through)).toBe('not decided here');
  });
});

describe('one against the other', () => {
  const pair = (a: Group, b: Group) => [{ withIt: a, without: b }];
  const [high, low] = [group(0, 800, 801, 802), group(0, 700, 701, 702)];
  test('is better, worse or open; tasks that disagree leave it open', () => {
    expect(better.judge(pair(high, low)).verdict).toBe('supported');
    expect(better.judge(pair(low, high)).verdict).toBe('contradicted');
    expect(better.judge(pair(high, high)).verdict).toBe('not decided here');
    expect(better.judge([...pair(high, low), ...pair(low, high)]).verdict).toBe('not decided here');
  });
  test('does not help, helps, or cannot be told', () => {
    expect(noHelp.judge(pair(low, high)).verdict).toBe('supported');
    expect(noHelp.judge(pair(high, high)).verdict).toBe('supported');
    expect(noHelp.judge([...pair(high, high), ...pair(high, low)]).verdict).toBe('contradicted');
    expect(noHelp.judge(pair(group(0, 700, 800, 600), low)).verdict).toBe('not decided here');
  });
});

describe('times', () => {
  const ratio = (side: string, low: number | null, high: number | null, p: number) => ({
    side,
    what: 'further token',
    ms: [],
    baseMs: [],
    ratio: low === null || high === null ? 1 : (low + high) / 2,
    low,
    high,
    rounds: 15,
    p,
  });
  test('no slower: all intervals end below 1.05; slower: one begins above; else open', () => {
    const judge = (...rs: ReturnType<typeof ratio>[]) => noSlower.judge(rs).verdict;
    expect(judge(ratio('a', 0.98, 1.02, 0.5), ratio('b', 1.01, 1.04, 0.01))).toBe('supported');
    expect(judge(ratio('a', 0.98, 1.02, 0.5), ratio('b', 1.06, 1.2, 0.001))).toBe('contradicted');
    expect(judge(ratio('a', 0.98, 1.07, 0.5))).toBe('not decided here');
    expect(judge(ratio('a', null, null, 0.5))).toBe('not decided here');
  });
  test('slower: every side in some kind of request', () => {
    const judge = (...rs: ReturnType<typeof ratio>[]) => slower.judge(rs).verdict;
    expect(judge(ratio('a', 1.1, 1.2, 0.001), ratio('a', 0.99, 1.1, 0.3))).toBe('supported');
    expect(judge(ratio('a', 1.1, 1.2, 0.001), ratio('b', 0.99, 1.02, 0.3))).toBe('contradicted');
    expect(judge(ratio('a', 1.1, 1.2, 0.001), ratio('b', 0.99, 1.3, 0.3))).toBe('not decided here');
    expect(judge(ratio('a', 1.1, 1.2, 0.001), ratio('a', 0.7, 0.8, 0.001))).toBe('not decided here');
  });
});
