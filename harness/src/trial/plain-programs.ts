/**
 * Programs of a model as it is, with no patch: trials that train nothing differ in their prompts alone, and a process that does one after the
 * other compiles once. The last model's are kept.
 */
import { type Programs, noPatch, programsOf } from '@adaptbench/core';
import type { Prepared } from './prepare.ts';

export interface PlainPrograms {
  /** Null where there is a patch. */
  of(prepared: Pick<Prepared, 'model' | 'engine' | 'patch'>): Promise<Programs | null>;
}

export function plainPrograms(): PlainPrograms {
  let last: (Pick<Prepared, 'model' | 'engine'> & { readonly programs: Programs }) | null = null;
  return {
    async of({ model, engine, patch }) {
      if (patch !== noPatch) return null;
      // A trial's model has a tokenizer of its own; weights are those of the checkpoint that was opened.
      if (last?.model.frozen === model.frozen && last.engine === engine) return last.programs;
      await last?.programs.dispose();
      last = { model, engine, programs: programsOf(model, engine, patch, 'speed') };
      return last.programs;
    },
  };
}
