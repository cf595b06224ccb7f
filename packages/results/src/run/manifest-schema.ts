/** `manifest.json` as it stands on the disk, checked once when it is read; fields that are not known stay. */
import { z } from 'zod';
import { benchFields } from './bench.ts';
import { engineChoiceSchema } from './engine-choice.ts';
import { specSchema } from '../record/spec.ts';

const count = z.int().min(0);
const text = z.string();
const texts = z.record(text, text);
const shard = z.object({ index: z.int().min(1), of: z.int().min(1) });

const session = z.object({
  command: z.array(text),
  startedAt: text,
  endedAt: text.nullable(),
  machine: z.object({
    cpu: text,
    cores: count,
    memoryBytes: z.number().min(0),
    os: text,
    load1: z.number(),
  }),
  versions: texts,
  engine: text.exactOptional(),
  choice: engineChoiceSchema.exactOptional(),
  source: z.object({ commit: text, dirty: z.boolean(), changes: text.exactOptional() }).nullable(),
  directory: text.exactOptional(),
  shard: shard.exactOptional(),
});

const imported = z.object({
  format: text,
  source: text.nullable(),
  importedAt: text,
  files: z.array(z.object({ name: text, sha256: text })),
  notes: z.array(text),
  systems: z.array(z.object({ results: count, system: texts })),
});

export const manifestSchema = z.object({
  format: z.literal(1),
  bench: z.object(benchFields),
  seeds: z.array(count),
  /** As one function, for a plan may have thousands; made where a first manifest is read. */
  get plan() {
    return z.array(z.compile(specSchema));
  },
  shard: shard.exactOptional(),
  repeats: z.object({ run: text, digest: text }).exactOptional(),
  sessions: z.array(session),
  models: z.array(text),
  data: z.array(text),
  imported: imported.exactOptional(),
});
