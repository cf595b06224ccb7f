/** The process of a bounded call: reads what to do, does it under a watchdog's eyes, writes the answer and ends. Started by `call.ts`. */
import { readFileSync, writeSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Answer, Start } from './protocol.ts';

// Only the call's own promise counts: libraries drop others, and the first of them must not end the process.
process.on('unhandledRejection', () => {});

const { module, name, args, ...bounds } = deserialize(readFileSync(0)) as Start;

async function answer(): Promise<Answer> {
  try {
    const exported = (await import(module)) as Readonly<
      Record<string, (...args: readonly unknown[]) => unknown>
    >;
    const watchdog = new Worker(new URL('watchdog.mjs', import.meta.url), { workerData: bounds });
    await new Promise((resolve) => watchdog.once('online', resolve));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it goes to a thread, which has no origin.
    const more = (seconds: number): void => watchdog.postMessage(seconds);
    return { ok: true, value: await exported[name]!(...args, more) };
  } catch (error) {
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, name, message, stack };
  }
}

const bytes = serialize(await answer());
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(bytes.length));
for (const part of [length, bytes]) for (let at = 0; at < part.length;) at += writeSync(3, part, at);
process.exit(0);
