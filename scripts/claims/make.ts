/**
 * What the runs say of common claims:
 *   node --import tsx scripts/claims/make.ts [--results results] [--out results]
 * Writes claims.md and claims-curves.csv. Runs that are not there are named and leave their claims undecided.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type ConfigurationRow, curvesOf, curvesTable } from '@adaptbench/results';
import { csv } from '@adaptbench/report';
import { options } from '../peers/adaptbench/side.ts';
import { claims } from './claims.ts';
import { type Source, patterns, readData } from './sources.ts';
import { judged, page } from './text.ts';

const root = path.join(import.meta.dirname, '../..');
const o = options({ results: path.join(root, 'results'), out: path.join(root, 'results') });
const data = readData(o.results);
const runs = (Object.keys(patterns) as Source[]).map((source) => data[source].rows);
const models = new Set(runs.flat().map(({ spec }: ConfigurationRow) => path.basename(spec.model.reference)));
const all = claims.map((claim) => judged(claim, data));
writeFileSync(path.join(o.out, 'claims.md'), page(all, data, [...models].join(', ') || 'No run'));
writeFileSync(
  path.join(o.out, 'claims-curves.csv'),
  csv(curvesTable(runs.flatMap((rows) => curvesOf(rows)))),
);
for (const { claim, finding } of all) console.log(`${finding.verdict.padEnd(18)} ${claim.claim}`);
