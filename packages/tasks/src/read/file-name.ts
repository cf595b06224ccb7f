/** What a data file's name says of it. */
const textEndings = ['jsonl', 'ndjson', 'json', 'csv', 'tsv'] as const;
export type TextEnding = (typeof textEndings)[number];

/** Its kind, `.gz` left out; null where it is none that can be read. */
export function ending(name: string): TextEnding | 'parquet' | null {
  const found = /\.([a-z]+)(?:\.gz)?$/iu.exec(name)?.[1]?.toLowerCase();
  return found === 'parquet' ? found : (textEndings.find((known) => known === found) ?? null);
}

/** Whether a file of this name can be read. */
export const isDataFile = (name: string): boolean => ending(name) !== null;
