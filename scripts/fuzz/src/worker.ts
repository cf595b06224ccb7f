/**
 * One process of the fuzzer: reads inputs FROM to TO of one parser. On standard output, a line each, stand what it begins (`> 17`) and what
 * came of it (`17 clean`), a fault with its message as JSON. The parent process counts, and ends it where it hangs.
 *   worker.ts PARSER SEED FROM TO SCRATCH
 */
import { mkdirSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { random } from '@adaptbench/core';
import { parsers } from '../parsers.ts';
import type { Read } from './parser.ts';
import { CPU_SECONDS, HEAVY_BYTES, type Verdict, faults, verdictOf } from './verdict.ts';

const [name = '', seed = '', from = '', to = '', scratch = ''] = process.argv.slice(2);
const parser = parsers.find((one) => one.name === name);
if (!parser) throw new Error(`no parser "${name}"`);
/** At once, also where whoever listens is behind. */
function say(line: string): void {
  let rest: Uint8Array = Buffer.from(`${line}\n`);
  while (rest.length > 0)
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
}
/** Converted weights are kept by the program; here they only fill the disk. */
const SWEEP = 500;
/** A refused input may still be writing. */
const GONE = { recursive: true, force: true, maxRetries: 10 };

mkdirSync(scratch, { recursive: true });
const { input, read } = await parser.open(scratch);
for (let i = Number(from); i < Number(to); i++) {
  const made = input(random(Number(seed), name, i));
  const { rss } = process.memoryUsage();
  const cpu = process.cpuUsage();
  say(`> ${i}`);
  const result = await read(made);
  const { user, system } = process.cpuUsage(cpu);
  const verdict = judged(result, (user + system) / 1e6, process.resourceUsage().maxRSS * 1024 - rss);
  say(faults.includes(verdict) ? `${i} ${verdict} ${JSON.stringify(messageOf(result))}` : `${i} ${verdict}`);
  if (i % SWEEP === 0) rmSync(path.join(scratch, 'cache'), GONE);
}

function judged(result: Read, seconds: number, grown: number): Verdict {
  if (seconds > CPU_SECONDS) return 'hang';
  return grown > HEAVY_BYTES ? 'heavy' : verdictOf(result);
}

function messageOf(result: Read): string {
  return result.state === 'refused' ? result.message.slice(0, 2000) : (result.wrong ?? '');
}
