import { readFileSync } from 'node:fs';
import { LoadError } from '@adaptbench/core';
import { describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import { type Table, findColumn } from './table.ts';

const values = ({ rows }: Table): unknown[] => rows.map((row) => ({ ...row.values }));
const fault = (text: string, options = {}, file = 'f.csv'): string => {
  try {
    readCsv(text, file, options);
  } catch (error) {
    expect(error).toBeInstanceOf(LoadError);
    return (error as Error).message;
  }
  return 'no error';
};
const golden = JSON.parse(
  readFileSync(new URL('__fixtures__/csv.json', import.meta.url), 'utf8'),
) as readonly { text: string; delimiter: string; rows: readonly (readonly [string, string])[] }[];

describe('CSV', () => {
  it('is what Python’s csv and pandas read: 300 texts of quotes, delimiters and line ends at random', () => {
    for (const { text, delimiter, rows } of golden) {
      // Tabs are read without quotes first, and backslashes before quotes as escapes: see below.
      if (delimiter === '\t' || text.includes('\\"')) continue;
      const read = readCsv(text, 'f.csv', { delimiter });
      expect({ text, rows: read.rows.map(({ values }) => [values['x'] ?? '', values['y'] ?? '']) }).toEqual({
        text,
        rows,
      });
    }
  });

  it('keeps a quote within an unquoted field', () => {
    const text =
      'text,label\nThe 10" screen is bright,good\nA 7\' 2" man,bad\nsay "no" now,bad\nends in",good\n';
    const table = readCsv(text, 'f.csv');
    expect(values(table)).toEqual([
      { text: 'The 10" screen is bright', label: 'good' },
      { text: 'A 7\' 2" man', label: 'bad' },
      { text: 'say "no" now', label: 'bad' },
      { text: 'ends in"', label: 'good' },
    ]);
    expect(table.notes).toEqual([]);
  });

  it.each([
    ['a comma', 'text, label\n"a, b", good\nc, "bad"\n', { text: 'a, b' }],
    ['a semicolon', 'n; text; label\n1; "a; b"; good\n2; c; bad\n', { n: '1', text: 'a; b' }],
  ])('reads quotes after a blank behind %s', (_name, text, wanted) => {
    const table = readCsv(text, 'f.csv');
    expect(values(table)[0]).toEqual({ ...wanted, label: 'good' });
    expect(table.notes).toEqual(['f.csv: blanks before fields are left out: quotes stand after them']);
  });

  it('keeps blanks and quotes where quotes after a blank are no field’s', () => {
    const table = readCsv('text,label\n "Great" he said,good\nso so,bad', 'f.csv');
    expect(values(table)[0]).toEqual({ text: ' "Great" he said', label: 'good' });
    expect(table.notes).toEqual([]);
  });

  it('calls columns without a name apart, as pandas does of a file that was saved twice', () => {
    expect(readCsv(',Unnamed: 0,text\n0,0,a\n', 'f.csv').columns).toEqual([
      'Unnamed: 0.1',
      'Unnamed: 0',
      'text',
    ]);
  });

  it('leaves blanks around names out where they stay apart', () => {
    expect(readCsv(' text , label\na,b\n', 'f.csv').columns).toEqual(['text', 'label']);
    expect(readCsv('text, text\na,b\n', 'f.csv').columns).toEqual(['text', ' text']);
  });

  it('leaves the quotes out where text follows a quoted field, and says so', () => {
    const table = readCsv('text,label\n"So" he said,good\n"No" "yes",bad', 'f.csv');
    expect(values(table)).toEqual([
      { text: 'So he said', label: 'good' },
      { text: 'No "yes"', label: 'bad' },
    ]);
    expect(table.notes).toEqual([
      "f.csv:2: text follows the closing quote of a field (2 such): the quotes around are left out, as Python's csv does",
    ]);
  });

  it('refuses a quoted field that swallows lines and goes on after its quote', () => {
    expect(fault('text,label\n"I like it,good\n"me too,bad\nno,bad\n')).toBe(
      'f.csv:2: a quoted field goes from here over several lines, and text follows its closing quote: one quote is missing, or one too many. Inside a quoted field a double quote is written twice.',
    );
    expect(fault('text,label\na,x\n"b,y\nc,z\n')).toMatch(/^f\.csv:3: Quote Not Closed: /u);
  });

  it('reads quotes that are escaped by backslashes, where there is no other way', () => {
    const table = readCsv(
      String.raw`text,label
"He said \"hi\", then left",good
"a \\ backslash and \n stay",bad
C:\dir\,bad
`,
      'f.csv',
    );
    expect(values(table)).toEqual([
      { text: 'He said "hi", then left', label: 'good' },
      { text: String.raw`a \ backslash and \n stay`, label: 'bad' },
      { text: String.raw`C:\dir` + '\\', label: 'bad' },
    ]);
    expect(table.notes).toEqual(['f.csv: quotes inside fields are read as escaped by a backslash']);
    expect(values(readCsv('text,label\n"C:\\dir\\",bad\n"x ""\\"" y",good', 'f.csv'))).toEqual([
      { text: 'C:\\dir\\', label: 'bad' },
      { text: 'x "\\" y', label: 'good' },
    ]);
    expect(values(readCsv('text\tlabel\n"a \\"b\\"\tc"\tx', 'f.tsv'))).toEqual([
      { text: 'a "b"\tc', label: 'x' },
    ]);
  });

  it.each([
    ['sep=;\ntext;label\na,b;x\n', [{ text: 'a,b', label: 'x' }]],
    ['\uFEFFsep=;\r\ntext;label\r\na;x\r\n', [{ text: 'a', label: 'x' }]],
    ['"sep=|"\ntext|label\na|x', [{ text: 'a', label: 'x' }]],
    ['SEP=\t\ntext\tlabel\na\tx', [{ text: 'a', label: 'x' }]],
    ['sep=,,,\ntext,label,more\na,x,1', [{ text: 'a', label: 'x', more: '1' }]],
  ])('takes the delimiter of Excel’s first line %j', (text, expected) => {
    const table = readCsv(text, 'f.csv');
    expect(values(table)).toEqual(expected);
    expect(table.rows[0]!.line).toBe(3);
  });

  it.each([
    ['carriage returns', 'text,label\ra,x\r"b\rc",y\r'],
    ['carriage returns before line feeds, doubled', 'text,label\r\r\na,x\r\r\n"b\rc",y\r\r\n'],
    ['lines of white space between', 'text,label\n\na,x\n   \n"b\rc",y\n\n\n'],
  ])('reads lines that end in %s', (_name, text) => {
    expect(values(readCsv(text, 'f.csv'))).toEqual([
      { text: 'a', label: 'x' },
      { text: 'b\rc', label: 'y' },
    ]);
  });

  it('keeps a lone carriage return within a field where lines end in line feeds', () => {
    expect(values(readCsv('text,label\na\rb,x\r\n', 'f.csv'))).toEqual([{ text: 'a\rb', label: 'x' }]);
  });

  it('passes over empty fields beyond the header, and names columns without a name as pandas does', () => {
    const table = readCsv(',text,label,,\n0,a,x,,\n1,b,y,,\n', 'f.csv');
    expect(table.columns).toEqual(['Unnamed: 0', 'text', 'label', 'Unnamed: 3', 'Unnamed: 4']);
    expect(values(readCsv('text,label\na,x,,\n', 'f.csv', { delimiter: ',' }))).toEqual([
      { text: 'a', label: 'x' },
    ]);
  });

  it('keeps columns with names of JavaScript’s own', () => {
    const { columns, rows } = readCsv('__proto__,constructor,text\nlost,a,x\n,,y', 'f.csv');
    expect(columns).toEqual(['__proto__', 'constructor', 'text']);
    expect(Object.entries(rows[0]!.values)).toEqual([
      ['__proto__', 'lost'],
      ['constructor', 'a'],
      ['text', 'x'],
    ]);
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(rows[1]!.values[name]).toBeUndefined();
  });
});

it('tab-separated text with quoted tabs and line ends is read by its quotes, also where each line has as many tabs', () => {
  const read = (text: string): unknown[] => values(readCsv(text, 'f.tsv'));
  expect(read('"text"\t"label"\n"t3 \t\n| 10"" end"\t"bad"\n"a"\t"good"\n')).toEqual([
    { text: 't3 \t\n| 10" end', label: 'bad' },
    { text: 'a', label: 'good' },
  ]);
  // Halves that are no quoting: quotes as they stand.
  expect(read('text\tlabel\n" open\tx\n"again" he\ty\n')).toEqual([
    { text: '" open', label: 'x' },
    { text: '"again" he', label: 'y' },
  ]);
});

describe('CSV of any size takes time by its size', () => {
  const within = (seconds: number, run: () => void): void => {
    const { user: before } = process.cpuUsage();
    run();
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(seconds);
  };

  it.each([
    [
      '100,000 columns',
      `${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')}\n${'a,'.repeat(99_999)}a\n`,
    ],
    [
      '100,000 quoted fields of one line',
      `${Array.from({ length: 100_000 }, (_, i) => `"c${i}"`).join(',')}\n${'"a",'.repeat(99_999)}a`,
    ],
    ['a field of 3 MB', `text,label\n${'a'.repeat(3_000_000)},x\n`],
    ['a quoted field of 2 MB of quotes', `text,label\n"${'""'.repeat(1_000_000)}",x\n`],
    ['a quoted field of 3 MB of line ends', `text,label\n"${'\n'.repeat(3_000_000)}",x\n`],
    ['3 MB of carriage returns', `text,label\n${'\r'.repeat(3_000_000)}\na,b`],
    ['300,000 quotes that are not closed', `text,label\n${'"a\n'.repeat(300_000)}`],
    ['a header without an end', 'a'.repeat(3_000_000)],
    ['backslashes before quotes', `text,label\n"${'\\"'.repeat(1_000_000)}",x\n`],
  ])('%s', (_name, text) => {
    within(4, () => {
      try {
        readCsv(text, 'f.csv');
      } catch (error) {
        if (!(error instanceof LoadError)) throw error;
      }
    });
  });

  it('a quoted field of 20 MB of tab-separated text', () => {
    within(4, () => {
      const { rows } = readCsv(`text\tlabel\n"${'a'.repeat(20_000_000)}"\tx\nb\ty\n`, 'f.tsv');
      expect(rows[0]!.values['text']).toHaveLength(20_000_000);
    });
  });

  it('150,000 rows', () => {
    within(4, () => {
      const text = `text,label\n${Array.from({ length: 150_000 }, (_, i) => `t${i},${i % 2}`).join('\n')}`;
      expect(readCsv(text, 'f.csv').rows).toHaveLength(150_000);
    });
  });
});

describe('a header', () => {
  it('may end in a delimiter where rows do not, and have marks without width', () => {
    expect(values(readCsv('\u200Btext,label\u2060,\nt,a\nu,b,\n', 'f.csv'))).toEqual([
      { text: 't', label: 'a' },
      { text: 'u', label: 'b' },
    ]);
    expect(fault('text,label,\nt\nu\n')).toMatch(/has 1 fields, the header has 3/u);
  });

  it.each([
    ['a row', 't0,bad\nt1,good\nt2,bad\n', 'Is the first line no header?'],
    ['numbers', '1,t\n0,u\n', 'Is the first line no header?'],
    ['a title', 'My survey,,\nid,text,label\n1,t,a\n', 'Is the first line no header?'],
    ['one column', 'text^label\nt^a\n', 'It has one column only: is the delimiter another than ,?'],
    ['columns', 'document,rating\nt,a\n', undefined],
  ])('that looks like %s is doubted where a column is missing', (_what, text, doubt) => {
    const table = readCsv(text, 'f.csv');
    expect(table.doubt?.slice(0, doubt?.length)).toBe(doubt);
    const told = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    for (const named of ['label', undefined])
      expect(told(() => findColumn(table, named, ['label'], '--label-column'))).toContain(doubt ?? '');
  });

  it('that comes again is no row', () => {
    const table = readCsv('text,label\ntext,label\nt,a\ntext,label\nlabel,b\n', 'f.csv');
    expect(values(table)).toEqual([
      { text: 't', label: 'a' },
      { text: 'label', label: 'b' },
    ]);
    expect(table.rows.map(({ line }) => line)).toEqual([3, 5]);
    expect(table.notes).toEqual(['f.csv: 2 lines repeat the header, and are no rows']);
  });

  it('that is shorter than every row is told how', () => {
    expect(fault('text,label\n1,t,a\n2,u,b\n')).toMatch(
      /Each begins with its number, as R writes it: give that column a name in the header\.$/u,
    );
    expect(fault('# by a tool\ntext,label\nt,a\nu,b\n')).toMatch(
      /Is the first line no header\? Leave out what stands before it/u,
    );
  });
});
