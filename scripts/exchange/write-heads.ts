/**
 * Heads on patches as folders, for packages/testing/golden/check_head.py: `<out>/<model>/<method>/` with the artefact, and rows.json with
 * rows of ids and the logits that are computed here.
 *   node --import tsx scripts/exchange/write-heads.ts --out FOLDER
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type ClassificationTask,
  VIRTUAL_IDS,
  applyMethod,
  initialState,
  patchedModel,
  random,
  storedPatch,
  tunedTo,
} from '@adaptbench/core';
import { referenceEngine } from '@adaptbench/graph';
import { loadModel } from '@adaptbench/models';
import { fixtures } from '@adaptbench/testing';
import { askingMethod } from '../asking-method.ts';
import { options } from '../options.ts';

const { out } = options({ out: '' });
const labels = ['a', 'b', 'c', 'd', 'e'];
const task: ClassificationTask = {
  kind: 'classification',
  name: 'letters',
  version: 1,
  language: 'en',
  source: 'made up',
  labels,
  templates: [
    {
      name: 'text',
      form: 'cloze',
      separator: '\n',
      write: () => 'text',
      verbalizer: Object.fromEntries(labels.map((label) => [label, [label] as const])),
    },
  ],
};
for (const name of ['tiny-llama', 'tiny-gpt2'])
  for (const called of ['lora+head', 'prefix+head', 'prompt-tuning+head', 'full+head']) {
    const model = await loadModel(path.join(fixtures, name));
    const method = askingMethod(called);
    const config = method.config.parse(called === 'prefix+head' ? { 'prefix.projection': false } : {});
    const { patch } = applyMethod(method, config, model, task);
    const state = new Map(
      [...initialState(model, patch, 0)].map(([tensor, { shape, data }]) => {
        const r = random(1, tensor);
        return [tensor, { shape, data: data.map((x) => x + 0.1 * r.normal()) }];
      }),
    );
    const tuned = await tunedTo({ model, engine: referenceEngine, patch }, state);
    const folder = path.join(out, name, called);
    await mkdir(folder, { recursive: true });
    for (const [file, bytes] of tuned.files()) await writeFile(path.join(folder, file), bytes);
    const used = patchedModel(model, referenceEngine, storedPatch(patch), tuned.state);
    const r = random(2, 'rows');
    const rows = [9, 4, 1].map((n) => Array.from({ length: n }, () => 3 + r.below(250)));
    // Prompt tuning's own tokens stand in front, as its prompt writes them.
    const length = called === 'prompt-tuning+head' ? patch.params[0]!.shape[0]! : 0;
    const front = Array.from({ length }, (_, i) => VIRTUAL_IDS + i);
    const logits: number[][] = [];
    for (const row of rows) {
      const { data } = await used.logits([...front, ...row]);
      logits.push(Array.from(data.subarray(data.length - labels.length)));
    }
    await writeFile(path.join(folder, 'rows.json'), JSON.stringify({ rows, logits }));
    console.log(folder);
  }
