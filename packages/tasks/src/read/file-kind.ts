/** What a file is by its first bytes, whatever it is called: packed or Parquet, or something that is no data, with the way to the data. */

const latin1 = new TextDecoder('latin1');

/** gzip's mark, and the one method that there is. */
export const isGzip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

export const isParquet = (bytes: Uint8Array): boolean => latin1.decode(bytes.subarray(0, 4)) === 'PAR1';

const unpack = (what: string): string => `is ${what}. Unpack it and give the file in it.`;
const asCsv = (what: string): string => `is ${what}. Save it as CSV (UTF-8).`;
const export_ = (what: string): string =>
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
  ['SQLite format 3\x00', export_('an SQLite database')],
  ['ARROW1', export_('an Arrow (Feather) file')],
  ['\xFF\xFF\xFF\xFF', export_('an Arrow stream')],
  ['PARE', export_('an encrypted Parquet file')],
  ['ORC', export_('an ORC file')],
  ['Obj\x01', export_('an Avro file')],
  ['\x89HDF\r\n', export_('an HDF5 file')],
  ['\x93NUMPY', export_('a NumPy array')],
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
  if (/^\x80[\x02-\x05][\x28\x58\x5D\x63\x7D\x8C\x95]/u.test(start)) return export_('a Python pickle');
  if (start.slice(257, 262) === 'ustar') return unpack('a tar archive');
  const marked = marks.find(([mark]) => start.startsWith(mark));
  if (marked) return marked[1];
  const text = start.replace(/^\xEF\xBB\xBF/u, '').trimStart();
  if (text.startsWith('version https://git-lfs.github.com/spec/'))
    return 'is a Git LFS pointer, not the file itself. Fetch it with "git lfs pull", or download it from its page.';
  if (/^(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html|head|body)\b/iu.test(text))
    return 'is a web page (HTML), as servers send in place of a file. Download the file itself: its "raw" or "resolve" address, signed in where it asks for it.';
  if (
    /^<\?xml|^<[a-z][\w:.-]*[\s>][^\r\n]*>/iu.test(text.slice(0, 1000)) &&
    !/^<[^>]*>[^<]*[,;\t|]/u.test(text.split(/[\r\n]/u, 1)[0]!)
  )
    return export_('XML');
  return null;
}

/** What a text that its name calls CSV or TSV is instead; null where it may be one. */
export function notDelimited(text: string): string | null {
  const first = text.slice(0, 2000).trimStart();
  return /^\{\s*"[^"\r\n]*"\s*:/u.test(first) || /^\[\s*(?:\{\s*"|\[\s*["\d-])/u.test(first)
    ? 'holds JSON. Call it .jsonl (one object a line) or .json (one array).'
    : null;
}
