/** What a file is by its first bytes, whatever it is called: packed or Parquet, or something that is no data, with the way to the data. */
import { unfetched } from '@adaptbench/core';

const latin1 = new TextDecoder('latin1');

/** gzip's mark, and the one method that there is. */
export const isGzip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

export const isParquet = (bytes: Uint8Array): boolean => latin1.decode(bytes.subarray(0, 4)) === 'PAR1';

const unpack = (what: string): string => `is ${what}. Unpack it and give the file in it.`;
const asCsv = (what: string): string => `is ${what}. Save it as CSV (UTF-8).`;
const exported = (what: string): string =>
  `is ${what}. Export the rows as .csv, .jsonl or .parquet, e.g. with pandas.`;

/** Marks at the beginning, as Latin-1. */
const marks: readonly (readonly [mark: string, sentence: string])[] = [
  ['PK\x05\x06', 'is an empty ZIP archive.'],
  ['\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1', asCsv('a document of Excel or Word before 2007')],
  ['{\\rtf', asCsv('a document in rich text')],
  ['\x28\xB5\x2F\xFD', unpack('packed by Zstandard')],
  ['\xFD7zXZ\x00', unpack('packed by xz')],
  ['BZh', unpack('packed by bzip2')],
  ['7z\xBC\xAF\x27\x1C', unpack('a 7-Zip archive')],
  ['Rar!', unpack('a RAR archive')],
  ['\x04\x22\x4D\x18', unpack('packed by LZ4')],
  ['SQLite format 3\x00', exported('an SQLite database')],
  ['ARROW1', exported('an Arrow (Feather) file')],
  ['\xFF\xFF\xFF\xFF', exported('an Arrow stream')],
  ['PARE', exported('an encrypted Parquet file')],
  ['Obj\x01', exported('an Avro file')],
  ['\x89HDF\r\n', exported('an HDF5 file')],
  ['\x93NUMPY', exported('a NumPy array')],
  ['GGUF', 'is a GGUF model, not data.'],
  ['%PDF-', 'is a PDF document, not data.'],
  ['\x89PNG', 'is an image, not data.'],
  ['\xFF\xD8\xFF', 'is an image, not data.'],
];

/** A sentence on what the file is instead of data, without its name; null where it may be data. */
export function foreignKind(bytes: Uint8Array): string | null {
  const start = latin1.decode(bytes.subarray(0, 4096));
  if (start.startsWith('PK\x03\x04'))
    return /\[Content_Types\]\.xml|_rels\/|xl\/|mimetypeapplication\/vnd\.oasis/u.test(start)
      ? asCsv('a workbook of a spreadsheet (.xlsx, .ods)')
      : unpack('a ZIP archive');
  if (bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5) return exported('a Python pickle');
  if (start.slice(257, 262) === 'ustar') return unpack('a tar archive');
  // Three letters that a header may begin with, and then a number.
  if (start.startsWith('ORC') && (bytes[3]! < 0x09 || bytes[3]! >= 0x80)) return exported('an ORC file');
  const marked = marks.find(([mark]) => start.startsWith(mark));
  if (marked) return marked[1];
  const text = start.replace(/^\xEF\xBB\xBF/u, '').trimStart();
  if (text.startsWith('<?xml')) return exported('XML');
  if (/^<(?:table|tr|tbody)[\s>]/iu.test(text)) return asCsv('a table in HTML');
  return unfetched(start);
}

/** What a text that its name calls CSV or TSV is instead; null where it may be one. */
export function notDelimited(text: string): string | null {
  const first = text.slice(0, 2000).trimStart();
  if (/^\|.*\|[ \t]*\r?\n\|[\s:|-]*-[\s:|-]*\|[ \t]*\r?\n/u.test(first))
    return 'holds a table in Markdown. Save it as CSV: without the line of dashes, and without "|" at the ends of lines.';
  return /^\{\s*"[^"\r\n]*"\s*:/u.test(first) || /^\[\s*(?:\{\s*"|\[\s*["\d-])/u.test(first)
    ? 'holds JSON. Call it .jsonl (one object a line) or .json (one array).'
    : null;
}
