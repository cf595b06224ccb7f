/** What a data file's name says of it. */
const tableEndings = ['jsonl', 'ndjson', 'json', 'csv', 'tsv', 'tab'] as const;
export type TextEnding = (typeof tableEndings)[number] | 'txt';

/** Endings that can be read, for messages. */
export const KNOWN_ENDINGS = '.jsonl, .json, .csv, .tsv, .tab, .txt (each also .gz) or .parquet';

/** Its kind, `.gz` left out; null where it is none that can be read. */
export function ending(name: string): TextEnding | 'parquet' | null {
  const found = /\.([a-z]+)(?:\.gz)?$/iu.exec(name)?.[1]?.toLowerCase();
  if (found === 'parquet' || found === 'txt') return found;
  return tableEndings.find((known) => known === found) ?? null;
}

/** Whether a file of this name is data, in a folder of many. */
export const isDataFile = (name: string): boolean => ![null, 'txt'].includes(ending(name));

/** Whether it can be read where it is named, or where nothing else is there: text may be rows, or anything. */
export const isReadable = (name: string): boolean => ending(name) !== null;

/** Endings of files that hold rows which cannot be read here. */
const packed =
  /\.(?:xlsx?|ods|arrow|feather|orc|avro|zip|tar|tgz|bz2|xz|zst|lz4|rar|7z|pkl|pickle|npy|npz|h5|hdf5|sqlite|db)$/iu;
/** Endings of other files in which people keep rows. */
const written = /\.(?:ya?ml|xml|html?|docx?|rtf|pdf|md|arff|sql|toml|log|dta|sav|rds|rdata|mat)$/iu;

/** Whether its ending says that it holds rows, in a form that cannot be read here. */
export const isPacked = (name: string): boolean => packed.test(name);

/** The same, of everything that a user may take for data. */
export const isUnreadable = (name: string): boolean => packed.test(name) || written.test(name);
