/**
 * Lines of `trials.jsonl` as older versions wrote them, brought into today's shape: the one place that knows what they lack. Memory was six
 * names in one object, and the main figures of `timing` stood a second time in `latency`. Before there was a timing phase, times were of
 * the evaluating process and memory was high-water marks alone. The engine's threads stood in its version.
 */
import { z } from 'zod';
import { checked } from '../read-json.ts';
import { type evaluationTimes, inferenceLiveness, liveness } from './record.ts';
import { amount, count } from './fields.ts';
import { latencyPass } from './timing.ts';

const bytes = amount.nullable();
const quantiles = { p50: amount, p90: amount, p95: amount, p99: amount, n: count };

/** Of a done trial what has another shape today. */
const olderSchema = z.object({
  memory: z.object({
    trainableParameters: count,
    artifactBytes: amount,
    trainPeakRssBytes: bytes,
    inferencePeakRssBytes: bytes,
    idleRssBytes: bytes,
    trainIdleRssBytes: bytes.exactOptional(),
    trainSampledPeakRssBytes: bytes.exactOptional(),
    inferenceSampledPeakRssBytes: bytes.exactOptional(),
    liveness: liveness.nullable(),
    inferenceLiveness: inferenceLiveness.nullable().exactOptional(),
    deviceBytes: z.number().nullable().exactOptional(),
    kvBytesPerRequest: bytes,
    contextTokensLeft: z.number().exactOptional(),
    switchBytes: amount.exactOptional(),
  }),
  latency: z
    .object({
      itemMs: z.object(quantiles).nullable(),
      promptTokens: amount,
      generatedTokens: amount,
      prefillTokensPerSecond: amount.nullable(),
      decodeTokensPerSecond: amount.nullable(),
      throughputItemsPerSecond: amount,
    })
    .nullable(),
  timing: latencyPass.nullable().exactOptional(),
  provenance: z.looseObject({ labels: z.record(z.string(), z.string()) }),
});
type Older = z.infer<typeof olderSchema>;

/** A line's value in today's shape, as far as it had an older one. Throws LoadError that names the fields by their older names. */
export function upgrade(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('memory' in value)) return value;
  const { latency: _, memory: __, ...rest } = { latency: null, ...value };
  return { ...rest, ...upgraded(checked(olderSchema, value, '')) };
}

function upgraded({ memory: m, latency, timing = null, provenance }: Older) {
  const measured = m.inferencePeakRssBytes !== null || m.idleRssBytes !== null;
  return {
    sizes: {
      trainableParameters: m.trainableParameters,
      artifactBytes: m.artifactBytes,
      switchBytes: m.switchBytes ?? null,
      kvBytesPerRequest: m.kvBytesPerRequest,
      contextTokensLeft: m.contextTokensLeft ?? null,
    },
    phases: {
      train:
        m.trainPeakRssBytes === null
          ? null
          : {
              idleRssBytes: m.trainIdleRssBytes ?? m.idleRssBytes,
              peakRssBytes: m.trainPeakRssBytes,
              sampledPeakBytes: m.trainSampledPeakRssBytes ?? null,
              explained: m.liveness,
            },
      evaluate: measured
        ? {
            idleRssBytes: m.idleRssBytes,
            peakRssBytes: m.inferencePeakRssBytes,
            sampledPeakBytes: m.inferenceSampledPeakRssBytes ?? null,
            explained: m.inferenceLiveness ?? null,
            deviceBytes: m.deviceBytes ?? null,
          }
        : null,
    },
    requests: latency && {
      promptTokens: latency.promptTokens,
      generatedTokens: latency.generatedTokens,
      // Of a timed trial it was overwritten by the timing's.
      itemsPerSecond: timing === null ? latency.throughputItemsPerSecond : null,
    },
    timing,
    ...(timing === null ? timesOf(latency) : {}),
    provenance: { ...provenance, labels: { ...provenance.labels, ...engineOf(provenance.labels) } },
  };
}

function timesOf(latency: Older['latency']): { evaluationTimes?: z.infer<typeof evaluationTimes> } {
  if (latency === null || latency.itemMs === null) return {};
  const { itemMs, prefillTokensPerSecond, decodeTokensPerSecond } = latency;
  const { p50, p90, p95, p99, n } = itemMs;
  return { evaluationTimes: { p50, p90, p95, p99, n, prefillTokensPerSecond, decodeTokensPerSecond } };
}

/** Of `onnxruntime-node 1.30.0, 2 threads`: version and threads. */
function engineOf({ engine = '' }: Readonly<Record<string, string>>): Record<string, string> {
  const [, version, threads] = /^(.*), (\d+) threads?$/.exec(engine) ?? [];
  return version === undefined || threads === undefined ? {} : { engine: version, threads };
}
