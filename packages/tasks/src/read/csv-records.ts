/**
 * Delimited text → records, as Python's `csv` module and pandas read them: a field is quoted where it begins with a double quote; inside,
 * a doubled quote is one; what follows the closing quote belongs to the field as it stands; a quote elsewhere is a character. Other than
 * there, a quote that is never closed is a fault. In time linear in the text: every search goes on where the last one ended.
 */

export interface Dialect {
  /** One character or several. */
  readonly delimiter: string;
  /** False where quotes are characters like any other. */
  readonly quotes: boolean;
  /** Whether `\"` inside a quoted field is a quote, and `\\` a backslash. */
  readonly escapes: boolean;
  /** Whether blanks before a field are left out, so that a quote after them opens it. */
  readonly blanks?: boolean;
}

export interface CsvRecord {
  readonly fields: readonly string[];
  /** Where it begins, from 1, and how many lines it goes over. */
  readonly line: number;
  readonly lines: number;
}

/** What may show that the text is of another dialect. */
export interface Oddity {
  readonly kind:
    | 'unclosed'
    | 'text after a quote'
    | 'text after a field of several lines'
    | 'escaped quote'
    | 'quote after a blank';
  readonly line: number;
}

/**
 * Empty lines, and those of white space only, are passed over.
 * @param from where in the text it begins
 * @param firstLine the line number there
 * @param seen is told of each oddity; a record that is not closed is not given
 */
export function* csvRecords(
  text: string,
  { delimiter, quotes, escapes, blanks = false }: Dialect,
  {
    from = 0,
    firstLine = 1,
    seen = () => {},
  }: { from?: number; firstLine?: number; seen?: (oddity: Oddity) => void } = {},
): Generator<CsvRecord> {
  const nextDelimiter = finder(text, delimiter);
  const nextEnd = lineEnds(text, from);
  const quoted = escapes ? escapedField(text) : quotedField(text);
  let at = from;
  let line = firstLine;
  while (at < text.length) {
    const fields: string[] = [];
    const begins = line;
    let plain = true;
    for (;;) {
      let value = '';
      if (blanks) while (text[at] === ' ') at++;
      if (quotes && text[at] === '"') {
        plain = false;
        const field = quoted(at + 1);
        if (field === null) {
          seen({ kind: 'unclosed', line });
          return;
        }
        value = field.value;
        const lines = nextEnd.count(at, field.end);
        const rest = Math.min(nextDelimiter(field.end), nextEnd.at(field.end));
        const after = nextEnd.trimmed(field.end, rest);
        if (after !== '' && !(blanks && after.trim() === '')) {
          value += after;
          if (lines > 0) seen({ kind: 'text after a field of several lines', line });
          else if (text[field.end - 2] === '\\') seen({ kind: 'escaped quote', line });
          else seen({ kind: 'text after a quote', line });
        }
        line += lines;
        at = rest;
      } else {
        const rest = Math.min(nextDelimiter(at), nextEnd.at(at));
        value = nextEnd.trimmed(at, rest);
        if (quotes && value.startsWith(' ') && value.trimStart().startsWith('"'))
          seen({ kind: 'quote after a blank', line });
        at = rest;
      }
      fields.push(value);
      if (at >= text.length || nextEnd.at(at) === at) break;
      at += delimiter.length;
    }
    at = nextEnd.after(at);
    line++;
    if (fields.length > 1 || !plain || fields[0]!.trim() !== '')
      yield { fields, line: begins, lines: line - begins };
  }
}

/** Where `what` stands next from a position on, asked with positions that never fall; the text's end where nowhere. */
function finder(text: string, what: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const next = text.indexOf(what, from);
      found = next === -1 ? text.length : next;
    }
    return found;
  };
}

/** Line feeds end lines, with the carriage returns before them; lone carriage returns do where the first line has one for its end. */
function lineEnds(
  text: string,
  from: number,
): {
  readonly at: (from: number) => number;
  readonly after: (end: number) => number;
  readonly trimmed: (from: number, to: number) => string;
  readonly count: (from: number, to: number) => number;
} {
  const feed = finder(text, '\n');
  if (!endsInReturns(text, from))
    return {
      at: feed,
      after: (end) => end + 1,
      trimmed: (from, to) => {
        let end = to;
        if (to >= text.length || text[to] === '\n') while (end > from && text[end - 1] === '\r') end--;
        return text.slice(from, end);
      },
      count: (from, to) => occurrences(text.slice(from, to), '\n'),
    };
  const carriage = finder(text, '\r');
  return {
    at: (from) => Math.min(feed(from), carriage(from)),
    after: (end) => (text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1),
    trimmed: (from, to) => text.slice(from, to),
    count: (from, to) => occurrences(text.slice(from, to), '\r'),
  };
}

/** Whether the first line ends in carriage returns without a line feed, as on old Macintoshes. */
function endsInReturns(text: string, from: number): boolean {
  let at = text.indexOf('\r', from);
  if (at === -1) return false;
  const feed = text.indexOf('\n', from);
  if (feed === -1) return true;
  if (feed < at) return false;
  while (text[at] === '\r') at++;
  return at !== feed;
}

interface Field {
  readonly value: string;
  /** After the closing quote. */
  readonly end: number;
}

/** The field whose text begins at a position; null where it is not closed. */
const quotedField =
  (text: string) =>
  (from: number): Field | null => {
    let doubled = false;
    for (let at = from; ;) {
      const quote = text.indexOf('"', at);
      if (quote === -1) return null;
      if (text[quote + 1] !== '"') {
        const value = text.slice(from, quote);
        return { value: doubled ? value.replaceAll('""', '"') : value, end: quote + 1 };
      }
      doubled = true;
      at = quote + 2;
    }
  };

const escapedField = (text: string): ((from: number) => Field | null) => {
  const special = /["\\]/gu;
  return (from) => {
    const parts: string[] = [];
    for (let at = from; ;) {
      special.lastIndex = at;
      const found = special.exec(text)?.index;
      if (found === undefined) return null;
      const next = text[found + 1];
      if (text[found] === '"' && next !== '"') {
        parts.push(text.slice(at, found));
        return { value: parts.join(''), end: found + 1 };
      }
      // Of a pair the second stays; a backslash before anything else is a character.
      const pair = next === '"' || next === '\\';
      parts.push(
        text.slice(at, pair && text[found] === '\\' ? found : found + 1),
        pair && text[found] === '\\' ? next : '',
      );
      at = pair ? found + 2 : found + 1;
    }
  };
};

function occurrences(text: string, what: string): number {
  let found = 0;
  for (let at = text.indexOf(what); at !== -1; at = text.indexOf(what, at + 1)) found++;
  return found;
}
