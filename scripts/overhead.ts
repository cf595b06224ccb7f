/**
 * What a trial takes beside its computing: processor seconds of a trial's whole work in this process, of which in onnxruntime's runs (steps,
 * validations, answers), in making its sessions, and the rest (model, data, prompts, tokens, files). The start of a process comes on top.
 *   node --import tsx scripts/overhead.ts --model MODEL [--method lora] [--task sst2 --data data/sst2] [--steps 96] [--out FILE]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expand, machine, methods, tasks, work } from '@adaptbench/harness';
import { type JsonObject, writeWhole } from '@adaptbench/results';
import { options } from './options.ts';

const o = options({
  model: '',
  method: 'lora',
  task: 'sst2',
  data: 'data/sst2',
  train: '128',
  validation: '100',
  test: '200',
  steps: '96',
  out: '-',
});

/** Processor seconds of this process so far. */
const processor = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const engine = createRequire(createRequire(import.meta.url).resolve('@adaptbench/engine-ort'));
type Call = (...args: unknown[]) => Promise<unknown>;
/** What a function takes from now on, all calls together. */
function counted(of: object, name: string, call: Call): { readonly seconds: number } {
  const total = { seconds: 0 };
  Object.defineProperty(of, name, {
    async value(this: unknown, ...args: unknown[]): Promise<unknown> {
      const began = processor();
      try {
        return await call.apply(this, args);
      } finally {
        total.seconds += processor() - began;
      }
    },
  });
  return total;
}

interface Session {
  readonly create: Call;
  readonly prototype: { readonly run: Call };
}
const { InferenceSession: session } = engine('onnxruntime-node') as { readonly InferenceSession: Session };
const { create } = session;
const { run } = session.prototype;
const making = counted(session, 'create', create);
const running = counted(session.prototype, 'run', run);

const data: JsonObject = o.task === o.data ? {} : { data: o.data };
const task: JsonObject = {
  name: o.task,
  ...data,
  train: Number(o.train),
  validation: Number(o.validation),
  test: Number(o.test),
};
const [spec] = expand(
  {
    model: o.model,
    threads: 1,
    engine: 'ort',
    device: 'cpu',
    task,
    methods: [o.method],
    sweep: false,
    seeds: 1,
    set: { 'train.maxSteps': Number(o.steps) },
  },
  methods,
  [await tasks.check(task)],
);
if (!spec) throw new Error(`--method ${o.method}: no trial`);
const dir = mkdtempSync(path.join(tmpdir(), 'adaptbench-overhead-'));
try {
  await work.load?.(spec, { stays: false });
  const began = processor();
  await work.train(
    spec,
    dir,
    () => {},
    async () => {},
  );
  await work.evaluate(spec, dir, () => {});
  const whole = processor() - began;
  const rest = whole - running.seconds - making.seconds;
  const share = (seconds: number): string =>
    `${seconds.toFixed(2)} s (${((100 * seconds) / whole).toFixed(2)} %)`;
  const text = [
    `${o.method} on ${path.basename(o.model)}, ${o.steps} steps, ${o.validation} validation and ${o.test} test items, ${machine().cpu}:`,
    `processor: ${whole.toFixed(2)} s, of which runs ${share(running.seconds)}, sessions ${share(making.seconds)}, rest ${share(rest)}`,
    '',
  ].join('\n');
  if (o.out === '-') console.log(text);
  else writeWhole(o.out, text);
} finally {
  rmSync(dir, { recursive: true });
}
