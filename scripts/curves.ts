/**
 * The table on which searches are tried out: losses, answers on the way and what they took (`curveOf`) of every configuration of a sweep on
 * several tasks. Trainings that are cut short or see fewer items are in it.
 * Tasks few-intents and families are read from what `scripts/own-data.ts` makes.
 *   node --import tsx scripts/curves.ts [--sweep large] [--tasks hotel,topic] [--seeds 0,1] [--kinds whole,short,less] [--sst2 FOLDER] [--own FOLDER] [--out FILE]
 * A line per training, written as soon as it is known; what is there already is not run again, so that a run that was cut goes on.
 */
import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { curveOf, expand, methods, tasks } from '@adaptbench/harness';
import { type JsonObject, type TrialSpec, configurationId } from '@adaptbench/results';
import { options } from './options.ts';
import { sweeps } from './search/sweeps.ts';
import { type CurveKind, curveLine, readCurves } from './search/table.ts';

const TRAIN = 128;
/** Items of a training that sees less: a quarter, and so a quarter of the steps. */
const LESS = 32;
/** Steps of a training that is cut short: what successive halving gives a screening of this sweep. */
const SHORT = 14;
const KINDS = ['whole', 'short', 'less'] as const;

const o = options({
  sweep: 'small',
  tasks: 'hotel,takeaway,topic,hotel-stars,mapping,sst2',
  seeds: '0,1',
  kinds: 'whole,short,less',
  sst2: 'data/sst2',
  own: 'data/own',
  out: 'of the sweep',
});
const table = sweeps.get(o.sweep);
if (!table) throw new Error(`--sweep: ${[...sweeps.keys()].join(' or ')} expected, ${o.sweep} found`);
const { sweep, validation, test, looks } = table;
const out =
  o.out === 'of the sweep' ? path.join(import.meta.dirname, '../results/regret', table.file) : o.out;
/** Of tasks that are read from files. */
const data = new Map<string, JsonObject>([
  ['sst2', { name: 'sst2', data: o.sst2 }],
  ['few-intents', { name: 'classification', data: path.join(o.own, 'few-intents.csv') }],
  ['families', { name: 'classification', data: path.join(o.own, 'families.csv'), groupColumn: 'restaurant' }],
]);
const known = new Set((existsSync(out) ? readCurves(out) : []).map(({ id }) => id));

async function specsOf(task: string, train: number): Promise<readonly TrialSpec[]> {
  const from = data.get(task);
  const input: JsonObject = { name: task, ...from, train, validation, test };
  const checked = await tasks.check(input);
  return expand({ ...sweep, task: input, seeds: o.seeds.split(',').map(Number) }, methods, [checked]);
}

const short = (spec: TrialSpec): TrialSpec => ({
  ...spec,
  training: spec.training && { ...spec.training, maxSteps: SHORT, validations: 1 },
});

async function specsOfKind(task: string, kind: CurveKind): Promise<readonly TrialSpec[]> {
  const specs = await specsOf(task, kind === 'less' ? LESS : TRAIN);
  return kind === 'whole' ? specs : specs.filter(({ training }) => training !== null);
}

/** Which configuration of the sweep it is, whatever its items and steps. */
const placeOf = ({ method, config, training }: TrialSpec): string =>
  JSON.stringify([method, config, training?.learningRate, training?.rateFactor]);

/** What tells most comes first: the table can be used while it grows. */
for (const kind of KINDS.filter((one) => o.kinds.split(',').includes(one)))
  for (const seed of o.seeds.split(',').map(Number))
    for (const task of o.tasks.split(',')) {
      const specs = await specsOfKind(task, kind);
      const places = [...new Set((await specsOf(task, TRAIN)).map(placeOf))];
      for (const whole of specs.filter((one) => one.seed === seed)) {
        const at = places.indexOf(placeOf(whole));
        const spec = kind === 'short' ? short(whole) : whole;
        const id = `${task} ${kind} ${configurationId(spec)} ${seed}`;
        if (known.has(id)) continue;
        const curve = await curveOf(spec, (steps) =>
          looks.filter((step) => kind === 'whole' && step < steps),
        );
        appendFileSync(out, curveLine({ id, task, kind, at, spec, curve }));
        process.stdout.write(`${id} ${spec.method}\n`);
      }
    }
