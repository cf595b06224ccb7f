/** Parquet files (by hyparquet). Names of class labels are taken from the metadata that the `datasets` library writes. */
import { LoadError } from '@adaptbench/core';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { z } from 'zod';
import { type Table, recordsTable } from './table.ts';

/** @throws LoadError where it is no Parquet file */
export async function readParquet(path: string, file: string): Promise<Table> {
  try {
    const buffer = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(buffer);
    const records = await parquetReadObjects({ file: buffer, metadata, compressors });
    const features = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
    return recordsTable(
      file,
      records.map((record, i) => ({ record, line: i + 1 })),
      { classNames: classNames(features) },
    );
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LoadError(`${file}: cannot be read as Parquet (${why}). Download it anew?`, { cause });
  }
}

const Metadata = z.object({
  info: z.object({
    features: z.record(z.string(), z.object({ names: z.array(z.string()).optional() }).catch({})),
  }),
});

function classNames(metadata: string | undefined): Record<string, readonly string[]> {
  if (metadata === undefined) return {};
  let json: unknown;
  try {
    json = JSON.parse(metadata);
  } catch {
    return {};
  }
  const parsed = Metadata.safeParse(json);
  if (!parsed.success) return {};
  return Object.fromEntries(
    Object.entries(parsed.data.info.features).flatMap(([column, { names }]) =>
      names ? [[column, names]] : [],
    ),
  );
}
