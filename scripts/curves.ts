/**
 * The table on which searches are tried out: losses, answers on the way and what they took (`curveOf`) of every configuration of a sweep on
 * several tasks. Trainings that are cut short or see fewer items are in it.
 *   node --import tsx scripts/curves.ts [--tasks hotel,topic] [--seeds 0,1] [--kinds whole,short,less] [--sst2 FOLDER] [--out results/regret/curves.jsonl]
 * A line per training, written as soon as it is known; what is there already is not run again, so that a run that was cut goes on.
 */
import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { curveOf, expand, methods, tasks } from '@adaptbench/harness';
import { type BenchConfig, type JsonObject, type TrialSpec, configurationId } from '@adaptbench/results';
import { options } from './options.ts';
import { type CurveKind, curveLine, readCurves } from './search/table.ts';

/** Rates are factors 1/3, 1 and 3 of a method's usual one on this model, where there are three. */
const sweep: Omit<BenchConfig, 'task'> = {
  model: 'embedded',
  threads: 1,
  methods: ['icl', 'lora', 'adapter', 'prefix', 'prompt-tuning', 'full', 'partial'],
  sweep: false,
  set: {
    'icl.shots': [0, 8],
    'lora.rank': 4,
    'lora.train.learningRate': [1e-2, 3e-2, 1e-1],
    'adapter.bottleneck': 8,
    'adapter.train.learningRate': [3e-3, 1e-2, 3e-2],
    'prefix.length': [4, 16],
    'prefix.projection': false,
    'prefix.train.learningRate': 3e-1,
    'prompt-tuning.length': 16,
    'prompt-tuning.train.learningRate': [3e-2, 1e-1],
    'full.train.learningRate': [3e-4, 1e-3, 3e-3],
    'partial.part': 'layer-norms',
    'partial.train.learningRate': [1e-2, 3e-2],
    'train.epochs': 4,
    'train.validations': 2,
  },
};

const TRAIN = 128;
/** Items of a training that sees less: a quarter, and so a quarter of the steps. */
const LESS = 32;
/** Steps of a training that is cut short: what successive halving gives a screening of this sweep. */
const SHORT = 14;
const KINDS = ['whole', 'short', 'less'] as const;
const LOOKS = [4, 8, 16, 24, 32, 48];

const o = options({
  tasks: 'hotel,takeaway,topic,hotel-stars,mapping,sst2',
  seeds: '0,1',
  kinds: 'whole,short,less',
  sst2: 'data/sst2',
  out: path.join(import.meta.dirname, '../results/regret/curves.jsonl'),
});
const data = new Map([['sst2', o.sst2]]);
const known = new Set((existsSync(o.out) ? readCurves(o.out) : []).map(({ id }) => id));

async function specsOf(task: string, train: number): Promise<readonly TrialSpec[]> {
  const from = data.get(task);
  const input: JsonObject = { name: task, train, validation: 80, test: 200, ...(from ? { data: from } : {}) };
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
  JSON.stringify([method, config, training?.learningRate]);

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
          LOOKS.filter((step) => kind === 'whole' && step < steps),
        );
        appendFileSync(o.out, curveLine({ id, task, kind, at, spec, curve }));
        process.stdout.write(`${id} ${spec.method}\n`);
      }
    }
