/** Where an output says its answer: "The answer is", "####", `\boxed{`, "答案是". */
import { BOX } from './latex.ts';

const LEAD = new RegExp(
  [
    '\\banswers?(?: to [^.:?!\\n]{1,60}?)?(?: ?\\([^()\\n]{1,40}\\))?["\'*_`]{0,4} ?(?:is|are|=|:|should be|must be|would be|will be)(?![a-z])',
    '\\banswer ?-(?= )',
    '答案 ?(?:\\([^()\\n]{1,20}\\) ?)?(?:应该|应当|应|就|可能)?(?:是|为|选|等于|=|:)',
    '(?:^|(?<=[\\s.!?！？]))答 ?:',
    BOX,
  ].join('|'),
  'giu',
);
/** Signs between the words and the answer: quotes, brackets, emphasis, the borders of mathematics, a tag. */
const JUNK = new RegExp(`(?:[\\s:=*"'“「『\`_([{${BOX}]|\\$(?!\\s?[-+\\d.])|<[a-z]{1,12}>)*`, 'iuy');
const BULLET = /[-•] /uy;
const DENIED = /(?:not|never|neither|n't)(?!\p{L})|不是|并非|不(?!\p{Script=Latin})/iuy;

export interface Lead {
  /** From the answer's first character to the end. */
  readonly rest: string;
  /** "The answer is not …" */
  readonly denied: boolean;
}

/** Each place after such words, in order. Expects normalised text of one segment. */
export function leads(text: string): Lead[] {
  const out: Lead[] = [];
  LEAD.lastIndex = 0;
  for (let m = LEAD.exec(text); m !== null; m = LEAD.exec(text)) {
    const from = m.index + m[0].length;
    JUNK.lastIndex = from;
    const junk = JUNK.exec(text)?.[0] ?? '';
    BULLET.lastIndex = from + junk.length;
    // A dash after a line break begins a list and is no sign.
    const bullet = junk.includes('\n') ? (BULLET.exec(text)?.[0].length ?? 0) : 0;
    const at = from + junk.length + bullet;
    DENIED.lastIndex = at;
    out.push({ rest: text.slice(at), denied: DENIED.test(text) });
    LEAD.lastIndex = at;
  }
  return out;
}

/** What follows the last such words; null where there are none. */
export const afterLead = (text: string): string | null => leads(text).at(-1)?.rest ?? null;

/** What follows each "####", which is also how headings begin. */
export const afterHashes = (text: string): string[] =>
  [...text.matchAll(/####[#\s:=*"'`_$([{\uE000]*/gu)].map((m) => text.slice(m.index + m[0].length));
