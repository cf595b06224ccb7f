/** What is the same however often and with whatever disturbance a trial is run: all that no clock and no system decides. */
import type { TrialRecord } from '@adaptbench/results';

/** For comparing records; of a trial that is not done, everything but its times. */
export function lasting(record: TrialRecord): unknown {
  if (record.state !== 'done') return { ...record, startedAt: '', seconds: 0 };
  const { id, spec, accuracy, sizes, phases, requests, provenance, notes } = record;
  return {
    id,
    spec,
    accuracy,
    training: record.training && {
      ...record.training,
      seconds: 0,
      tokensPerSecond: 0,
      stepMs: null,
      gflopPerSecond: 0,
    },
    parameters: sizes.trainableParameters,
    artifactBytes: sizes.artifactBytes,
    keyValues: sizes.kvBytesPerRequest,
    explained: phases.train?.explained,
    tokens: [requests?.promptTokens, requests?.generatedTokens],
    provenance,
    // A kill of a timing's process costs the trial its times, which a note says; what it answered stays.
    notes: notes.filter((note) => !note.startsWith('not timed: ')),
  };
}
