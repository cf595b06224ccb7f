/** Digits that are no quantity: times, ratios, dates. Whatever number is in them is not the answer. */
import { chineseNumeral } from '@adaptbench/core/numbers';

const MONTH =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![a-z])\\.?';
const N = `(?:\\d{1,4}|[${chineseNumeral}]{1,8})`;

const forms = [
  // 7:30, 2 : 3, 12:30:15
  '\\d{1,9}(?::\\d{1,9}| : \\d{1,9})+(?!\\d)',
  // 2024-05-12, 5/12/2024, 12.5.24
  '\\d{4}(?<a>[-/.])\\d{1,2}\\k<a>\\d{1,2}(?!\\d)',
  '\\d{1,2}(?<b>[-/.])\\d{1,2}\\k<b>\\d{2}(?:\\d{2})?(?!\\d)',
  // May 5, 2024; 5 May
  `${MONTH} \\d{1,2}(?:st|nd|rd|th)?(?!\\d)(?:,? \\d{4}(?!\\d))?`,
  `\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}(?:,? \\d{4}(?!\\d))?`,
  // 2024年5月12日, 5月12日, 三点半, 3点20分, 7时30分
  `${N}年${N}月(?:${N}[日号])?`,
  `${N}月${N}[日号]`,
  `${N}[点时](?:${N}分(?!之)|半|钟|整|${N}刻)`,
];

/** Source of a pattern (flag u), for where no digit or point stands before it. */
export const doubtful = `(?<![\\d.,:])(?:${forms.join('|')})`;

/** A unit and the next smaller one: 2 hours 30 minutes is neither 2 nor 30. */
const pairs: readonly (readonly [RegExp, RegExp])[] = [
  [/^ ?(?:hours?|hrs?|h|小时|个小时)$/iu, /^ ?(?:minutes?|mins?|m|seconds?|分钟?)(?!\p{L})/iu],
  [/^ ?(?:minutes?|mins?|分钟?)$/iu, /^ ?(?:seconds?|secs?|s|秒)/iu],
  [/^ ?(?:days?|天)$/iu, /^ ?(?:hours?|hrs?|个?小时)/iu],
  [/^ ?(?:weeks?|周)$/iu, /^ ?(?:days?|天)/iu],
  [/^ ?(?:years?|年)$/iu, /^ ?(?:months?|weeks?|days?|个月)/iu],
  [/^ ?(?:feet|foot|ft\.?|')$/iu, /^ ?(?:inch(?:es)?|in\b|")/iu],
  [/^ ?(?:pounds?|lbs?\.?)$/iu, /^ ?(?:ounces?|oz)/iu],
  [/^ ?(?:dollars?)$/iu, /^ ?(?:cents?)/iu],
  [/^ ?(?:km|kilomet(?:er|re)s?|公里|千米)$/iu, /^ ?(?:m(?:et(?:er|re)s?)?\b|米)/iu],
  [/^ ?(?:m|met(?:er|re)s?|米)$/iu, /^ ?(?:cm|centimet(?:er|re)s?|厘米)/iu],
  [/^ ?(?:kg|kilograms?|公斤|千克)$/iu, /^ ?(?:g|grams?|克)(?!\p{L})/iu],
];

/** Whether a number with the unit `between` goes on in a smaller one, whose number is followed by `after`. */
export const isCompound = (between: string, after: string): boolean => {
  const unit = between.replace(/,? (?:and )?$/iu, '');
  return pairs.some(([larger, smaller]) => larger.test(unit) && smaller.test(after));
};
