/** Which engine and device a run's trials have, and why: what was measured for it, and what could not be used. */
import { z } from 'zod';

const named = { engine: z.string(), device: z.string() };
const ratio = z.object({
  ratio: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  rounds: z.number(),
});

export const engineChoiceSchema = z.object({
  ...named,
  /** As the terminal tells it. */
  why: z.string(),
  /** What choosing took, by the clock on the wall. */
  seconds: z.number().min(0),
  /** Empty where nothing was measured; the first is what the others are held against. */
  measured: z.array(
    z.object({
      ...named,
      /** As the engine tells it. */
      version: z.string(),
      /** Milliseconds of a process to load it and to compile the model's programs, mean over the run's processes. */
      readyMs: z.number(),
      /** Median milliseconds by kind of work; as long as the whole model would take. */
      works: z.record(z.string(), z.number()),
      /** Of the first: how many times as long each kind of work takes, and the run as a whole. */
      timesAsLong: z.record(z.string(), ratio),
    }),
  ),
  /** When it was measured, as ISO 8601, where that was for an earlier run; `seconds` are then those of looking it up. */
  measuredAt: z.string().exactOptional(),
  absent: z.array(z.object({ ...named, reason: z.string() })),
});

export type EngineChoice = Readonly<z.infer<typeof engineChoiceSchema>>;
