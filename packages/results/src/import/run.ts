/** Imported trials as a run: its manifest says that nothing ran here, and where the figures come from. Pure. */
import { ConfigError } from '@adaptbench/core';
import { type ImportedFrom, type Manifest, hashes } from '../run/manifest.ts';
import { groupBy } from '../tables/group.ts';
import type { TrialRecord } from '../record/record.ts';

/** Throws ConfigError where the records cannot stand in one run. */
export function importedRun(
  records: readonly TrialRecord[],
  imported: Omit<ImportedFrom, 'systems'>,
): Manifest {
  const [first] = records;
  if (first === undefined) throw new ConfigError('import: no files');
  const models = new Set(records.map(({ spec }) => spec.model.reference));
  if (models.size > 1)
    throw new ConfigError(
      `import: expected one model, got ${[...models].join(', ')}. Import each by itself.`,
    );
  const seen = new Map<string, number>();
  for (const [i, { id, spec }] of records.entries()) {
    const twin = seen.get(id);
    if (twin !== undefined)
      throw new ConfigError(
        `import: ${imported.files[twin]?.name} and ${imported.files[i]?.name} are both ${spec.method} ` +
          `${JSON.stringify(spec.config)}, seed ${spec.seed}. Import one of them.`,
      );
    seen.set(id, i);
  }
  const plan = records.map(({ spec }) => spec);
  const methods = [...new Set(plan.map(({ method }) => method))];
  const configs = (method: string) =>
    plan.filter((spec) => spec.method === method).map(({ config }) => config);
  const fields = (method: string) => [...new Set(configs(method).flatMap((config) => Object.keys(config)))];
  const { revision } = first.spec.model;
  return {
    format: 1,
    bench: {
      model: first.spec.model.reference,
      ...(revision === undefined ? {} : { revision }),
      task: first.spec.task,
      methods,
      // As if the user had named them, so that every row says which configuration it is.
      set: Object.fromEntries(
        methods.flatMap((method) =>
          fields(method).map((field) => [
            `${method}.${field}`,
            configs(method).flatMap((config) => config[field] ?? []),
          ]),
        ),
      ),
    },
    seeds: [...new Set(plan.map(({ seed }) => seed))].toSorted((a, b) => a - b),
    plan,
    sessions: [],
    ...hashes(records),
    imported: { ...imported, systems: systemsOf(records) },
  };
}

function systemsOf(records: readonly TrialRecord[]): ImportedFrom['systems'] {
  const all = records.flatMap((record) =>
    record.state === 'done' && record.imported ? [record.imported.system] : [],
  );
  return groupBy(all, (system) => JSON.stringify(system)).map((same) => ({
    results: same.length,
    system: same[0] ?? {},
  }));
}
