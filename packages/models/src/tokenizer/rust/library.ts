/**
 * Hugging Face's Rust library (npm `tokenizers`) behind functions that answer at once. It lives in a thread of its own (`worker.mjs`), one
 * for all tokenizers of a process. The caller sleeps until the answer is there, some 25 µs more than the work itself. A wait that is too
 * long ends in an error: no text and no file can hold the process.
 */
import { MessageChannel, type MessagePort, Worker, receiveMessageOnPort } from 'node:worker_threads';
import { LoadError } from '@adaptbench/core';

/** A token that is found in a text before anything else, with the fields of tokenizer.json. */
export interface AddedToken {
  readonly content: string;
  /** Left out when decoding. */
  readonly special: boolean;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Looked for in the normalised text. */
  readonly normalized: boolean;
}

/** A tokenizer.json in the hands of the library. Every function throws LoadError where the library refuses. */
export interface RustTokenizer {
  encode(text: string, addSpecialTokens: boolean): number[];
  /** In one turn: a text costs a third of what it costs alone. */
  encodeAll(texts: readonly string[], addSpecialTokens: boolean): number[][];
  /** Special tokens and unknown ids are left out. */
  decode(ids: readonly number[]): string;
  idsOf(tokens: readonly string[]): (number | null)[];
  tokensOf(ids: readonly number[]): (string | null)[];
}

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** Generous to a busy machine: what takes this long never ends. */
const PATIENCE_MS = 30_000;
/** A long text may take longer. The library needs about 0.0005 ms a character. */
const PATIENCE_MS_PER_CHARACTER = 0.05;

/** What the library is given. */
export interface RustFile {
  /** tokenizer.json */
  readonly text: string;
  readonly added: readonly AddedToken[];
  /** Added tokens, those of `text` included, that are looked for in normalised text. */
  readonly normalized: readonly Pick<AddedToken, 'content' | 'rstrip'>[];
}

/** @throws LoadError, with `source` in front, where the library cannot read the file */
export async function openRust(source: string, file: RustFile): Promise<RustTokenizer> {
  const thread = theThread();
  const key = await thread.open(source, file);
  const ask = (name: string, values: readonly unknown[], size: number): unknown =>
    thread.ask(source, { key, name, values }, size);
  const rust: RustTokenizer = {
    encode: (words, special) => ask('encode', [words, special], words.length) as number[],
    encodeAll: (texts, special) =>
      ask(
        'encodeAll',
        [texts, special],
        texts.reduce((n, { length }) => n + length, 0),
      ) as number[][],
    decode: (ids) => ask('decode', [ids], ids.length) as string,
    idsOf: (tokens) => ask('ids', [tokens], tokens.length) as (number | null)[],
    tokensOf: (ids) => ask('tokens', [ids], ids.length) as (string | null)[],
  };
  forgotten.register(rust, () => thread.close(key));
  return rust;
}

const forgotten = new FinalizationRegistry<() => void>((close) => close());

let current: Thread | null = null;
const theThread = (): Thread => (current ??= startThread());

interface Thread {
  open(source: string, file: RustFile): Promise<number>;
  close(key: number): void;
  ask(source: string, request: object, size: number): unknown;
}

function startThread(): Thread {
  const { port1: port, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('worker.mjs', import.meta.url), {
    workerData: { port: port2, flag },
    transferList: [port2],
    // Loaders of TypeScript that this process may have been started with.
    execArgv: [],
  });
  const waiting = new Map<number, (error: string | null) => void>();
  let opened = 0;
  let broken: string | null = null;
  const give = (key: number, error: string | null): void => {
    waiting.get(key)?.(error);
    waiting.delete(key);
    if (waiting.size === 0) worker.unref();
  };
  const breakDown = (why: string): void => {
    broken = why;
    if (current === thread) current = null;
    for (const key of waiting.keys()) give(key, why);
  };
  worker.on('message', ({ key, error }: { key: number; error?: string }) => give(key, error ?? null));
  worker.on('error', (error) => breakDown(`the library "tokenizers" failed (${error.message})`));
  worker.on('exit', () => breakDown('the library "tokenizers" is gone'));
  worker.unref();
  port.unref();
  const thread: Thread = {
    open(source, file) {
      const key = opened++;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          abandon(worker);
          breakDown(`reading it took longer than ${PATIENCE_MS / 1000} s`);
        }, PATIENCE_MS);
        waiting.set(key, (error) => {
          clearTimeout(timer);
          if (error === null) resolve(key);
          else reject(new LoadError(`${source}: not a usable tokenizer: ${plain(error)}.`));
        });
        worker.ref();
        worker.postMessage({ key, ...file }, []);
      });
    },
    close: (key) => worker.postMessage({ key }, []),
    ask(source, request, size) {
      if (broken !== null) throw new LoadError(`${source}: ${broken}.`);
      const { value, error } = answerOf(port, flag, request, PATIENCE_MS + size * PATIENCE_MS_PER_CHARACTER);
      if (error === undefined) return value;
      if (error === LATE) {
        abandon(worker);
        breakDown(error);
      }
      throw new LoadError(`${source}: the tokenizer refuses a text of ${size} characters: ${plain(error)}.`);
    },
  };
  return thread;
}

const LATE = 'it took too long (does an expression of the file backtrack?)';

/** Without the position in the file, which has been written anew. */
const plain = (error: string): string => error.replace(/ at line \d+ column \d+$/, '').replace(/\.$/, '');

function answerOf(port: MessagePort, flag: Int32Array, request: object, patience: number): Answer {
  Atomics.store(flag, 0, 0);
  port.postMessage(request);
  const end = performance.now() + patience;
  // The call that woke this thread before may still be about to wake it again.
  while (Atomics.load(flag, 0) === 0)
    if (Atomics.wait(flag, 0, 0, Math.max(1, end - performance.now())) === 'timed-out')
      return { error: LATE };
  return (receiveMessageOnPort(port) as { message: Answer }).message;
}

/** Machine code cannot be stopped, and a process that ends in order waits for it: this one ends out of order. */
function abandon(worker: Worker): void {
  void worker.terminate();
  process.once('exit', () => process.kill(process.pid, 'SIGKILL'));
}
