/** What `scripts/gpu` is told: which of its two phases, on what, how large, and how long it may take. */
import { parseArgs } from 'node:util';

export const phases = ['agree', 'sweep', 'all'] as const;
type Phase = (typeof phases)[number];

export interface Asked {
  readonly phase: Phase;
  /** Of onnxruntime. */
  readonly device: 'webgpu' | 'cuda';
  /** `embedded`, a folder with safetensors, or a GGUF file; null: the embedded one, or of a rehearsal a tiny one. */
  readonly model: string | null;
  readonly python: string;
  readonly precision: 'float32' | 'float16';
  /** null: results/gpu-<card>. */
  readonly out: string | null;
  readonly minutes: number;
  readonly tiny: boolean;
}

export const HELP = `./run [--phase agree|sweep|all] [--device webgpu|cuda] [--model embedded|FOLDER|FILE.gguf] [--precision float32|float16]
      [--python PYTHON] [--minutes 5] [--tiny] [--out FOLDER]

  agree   engines and their rates, LoRA training and scoring beside PEFT on the same card, parity of every method with the processor
  sweep   LoRA over rank and prefix tuning over length, as a run of the bench; a sweep that was cut goes on in the next call
  all     both (default), each in half of the minutes
  --python   with torch, transformers and peft (default: python3); where it lacks them, adaptbench is measured alone
  --minutes  after which what still runs is ended; the next call with the same --out goes on: with steps that are not done,
             with pairs of parity and trials of the sweep that are missing
  --tiny     a rehearsal: a model of two layers (unless --model), few steps, two methods
`;

/** Throws an Error that says what was expected. */
export function asked(args: readonly string[]): Asked | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      phase: { type: 'string', default: 'all' },
      device: { type: 'string', default: 'webgpu' },
      model: { type: 'string' },
      precision: { type: 'string', default: 'float32' },
      python: { type: 'string', default: 'python3' },
      minutes: { type: 'string', default: '5' },
      out: { type: 'string' },
      tiny: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes ${values.minutes}: expected a number above 0.`);
  return {
    phase: one('--phase', values.phase, phases),
    device: one('--device', values.device, ['webgpu', 'cuda'] as const),
    precision: one('--precision', values.precision, ['float32', 'float16'] as const),
    model: values.model ?? null,
    python: values.python,
    out: values.out ?? null,
    minutes,
    tiny: values.tiny,
  };
}

function one<const T extends string>(flag: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new Error(`${flag} ${value}: expected ${known.join(', ')}.`);
  return found;
}
