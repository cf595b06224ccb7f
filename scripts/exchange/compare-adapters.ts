/**
 * Reads the folders that random_adapters.py made and compares the logits with PEFT's:
 *   node --import tsx scripts/exchange/compare-adapters.ts FOLDER
 * prints a line for each folder whose verdict needs a look, and the verdicts with their counts. Exits with 1 where an answer differs from
 * PEFT's, or an error is not one of ours. `lenient` is a folder that is read here and that PEFT cannot load.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ConfigError,
  LoadError,
  type Patch,
  VIRTUAL_IDS,
  patchedModel,
  readSafetensors,
  storedPatch,
} from '@adaptbench/core';
import { createOrtEngine } from '@adaptbench/engine-ort';
import lora, { configFromPeft } from '@adaptbench/lora';
import { loadModel } from '@adaptbench/models';
import {
  pTuning,
  pTuningFromPeft,
  prefixFromPeft,
  prefixTuning,
  promptTuning,
  promptTuningFromPeft,
} from '@adaptbench/prefix';

type Model = Awaited<ReturnType<typeof loadModel>>;
type Files = ReadonlyMap<string, Uint8Array>;
interface Case {
  readonly model: string;
  readonly ids: number[];
  readonly changed: string;
  readonly error?: string;
  readonly moves?: number;
  readonly seed: string;
}

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error('usage: compare-adapters.ts FOLDER');
const fixtures = join(import.meta.dirname, '../../packages/testing/fixtures');
const engine = await createOrtEngine({ device: 'cpu' });
const models = new Map<string, Model>();
const counts = new Map<string, number>();
let worst = 0;

const patches: Record<string, (files: Files, model: Model) => Patch> = {
  LORA: (files, model) => lora.patch(configFromPeft(files), model),
  PREFIX_TUNING: (files, model) => prefixTuning.patch(prefixFromPeft(files), model),
  PROMPT_TUNING: (files, model) => promptTuning.patch(promptTuningFromPeft(files), model),
  P_TUNING: (files, model) => pTuning.patch(pTuningFromPeft(files), model),
};

async function answer(files: Files, type: string, tokens: number, c: Case): Promise<Float32Array> {
  const model = models.get(c.model) ?? (await loadModel(join(fixtures, c.model)));
  models.set(c.model, model);
  const patch = storedPatch(patches[type]!(files, model));
  const adapted = patchedModel(model, engine, patch, patch.artifact!.read(files));
  const front = Array.from({ length: type === 'PROMPT_TUNING' || type === 'P_TUNING' ? tokens : 0 });
  const { data } = await adapted.logits([...front.map((_, j) => VIRTUAL_IDS + j), ...c.ids]);
  await adapted.dispose();
  return (data as Float32Array).slice(-c.ids.length * model.architecture.shape.vocabulary);
}

async function verdict(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((f) => f.startsWith('adapter_'));
  const files = new Map(
    await Promise.all(names.map(async (f) => [f, await readFile(join(folder, f))] as const)),
  );
  const c = JSON.parse(await readFile(join(folder, 'case.json'), 'utf8')) as Case;
  const config = JSON.parse(new TextDecoder().decode(files.get('adapter_config.json'))) as Record<
    string,
    unknown
  >;
  const tell = (what: string, why: string): string => {
    console.log(`${what} ${folder} (${c.changed || 'as saved'}; ${c.seed}): ${why}`);
    return what;
  };
  try {
    const ours = await answer(files, String(config['peft_type']), Number(config['num_virtual_tokens']), c);
    if (c.error !== undefined) return tell('lenient', c.error);
    const theirs = readSafetensors(await readFile(join(folder, 'expected.safetensors'))).get('logits')!.data;
    const most = theirs.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
    const difference = ours.reduce((m, x, i) => Math.max(m, Math.abs(x - theirs[i]!)), 0) / most;
    if (!(difference < 1e-3))
      return tell('different', `by ${difference} of ${most}; PEFT moves by ${c.moves}`);
    worst = Math.max(worst, difference);
    return 'equal';
  } catch (e) {
    if (!(e instanceof LoadError || e instanceof ConfigError))
      return tell('error', String((e as Error).stack));
    if (e.message.includes('\n')) return tell('error', `more than a line: ${e.message}`);
    return tell(c.error === undefined ? 'refused' : 'refused, as by PEFT', e.message);
  }
}

for (const name of (await readdir(root)).toSorted()) {
  const found = await verdict(join(root, name));
  counts.set(found, (counts.get(found) ?? 0) + 1);
}
console.log(JSON.stringify({ ...Object.fromEntries(counts), largestRelativeDifference: worst }));
if (counts.has('different') || counts.has('error')) process.exitCode = 1;
