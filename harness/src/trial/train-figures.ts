/**
 * Measurements of all processes of a cut training, beside the state from which it goes on. So the record tells of the whole training and
 * not of its last process. Written before each state, so that no state lacks its figures; what a process did after its last state is lost
 * with it and counts nowhere.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeWhole } from '@adaptbench/results';
import type { ProcessMemory } from './protocol.ts';
import { trainFiguresPath } from './train-state.ts';

const bytes = z.int().min(0);
const figuresSchema = z.strictObject({
  /** ISO 8601, of the first process. */
  startedAt: z.iso.datetime(),
  /** Of all processes together. */
  seconds: z.number().min(0),
  /** The highest of all processes. */
  memory: z
    .strictObject({
      idleRssBytes: bytes,
      peakRssBytes: bytes,
      sampledPeakBytes: bytes.nullable(),
    })
    // Of a process that is not the training's own.
    .nullable(),
});
type Figures = Readonly<z.infer<typeof figuresSchema>>;

export interface TrainFigures {
  /** ISO 8601: when the trial began, in whichever process. */
  startedAt(): string;
  /** Wall time that the trial has taken so far, earlier processes' included. */
  seconds(): number;
  /** Writes down what this process has measured so far; null where its memory is not the training's alone. `anew`: nothing of earlier processes is in its work. Throws the system's error. */
  keep(memory: ProcessMemory | null, anew: boolean): void;
  /** The highest of all processes since the training began; null before `keep`, and where one of them was not the training's own. */
  memory(): ProcessMemory | null;
  /** False where the training went on from a state whose figures are gone. */
  complete(): boolean;
}

/** `dir`: the trial's folder. `timed`: false where this process's time stands in another record, that of a look at this training. */
export function trainFigures(dir: string, timed = true): TrainFigures {
  const file = trainFiguresPath(dir);
  const [began, now] = [performance.now(), new Date().toISOString()];
  let earlier = read(file);
  let kept: ProcessMemory | null = null;
  let complete = true;
  const startedAt = (): string => earlier?.startedAt ?? now;
  const seconds = (): number => Math.round((earlier?.seconds ?? 0) * 1000 + performance.now() - began) / 1000;
  return {
    startedAt,
    seconds,
    keep(memory, anew) {
      if (anew) earlier = null;
      complete = anew || earlier !== null;
      kept = earlier === null ? memory : highest(earlier.memory, memory);
      const time = timed ? seconds() : (earlier?.seconds ?? 0);
      const figures: Figures = { startedAt: startedAt(), seconds: time, memory: kept };
      writeWhole(file, JSON.stringify(figures));
    },
    memory: () => kept,
    complete: () => complete,
  };
}

/** null where there are none, or where they cannot be read: the training itself needs them not. */
function read(file: string): Figures | null {
  try {
    return figuresSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

const highest = (a: ProcessMemory | null, b: ProcessMemory | null): ProcessMemory | null =>
  a &&
  b && {
    idleRssBytes: Math.max(a.idleRssBytes, b.idleRssBytes),
    peakRssBytes: Math.max(a.peakRssBytes, b.peakRssBytes),
    sampledPeakBytes:
      a.sampledPeakBytes === null && b.sampledPeakBytes === null
        ? null
        : Math.max(a.sampledPeakBytes ?? 0, b.sampledPeakBytes ?? 0),
  };
