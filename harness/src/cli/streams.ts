/**
 * The process's two streams, which may go away while it works: a terminal is closed (EIO), a pipe's reader ends (EPIPE). Text written
 * after that is lost, and the run ends in order.
 */
import { closeSync } from 'node:fs';
import type { Sink } from '@adaptbench/report';

interface Streams {
  readonly out: Sink;
  readonly err: Sink;
  /** Aborted as soon as one of them has gone away. */
  readonly gone: AbortSignal;
}

/** `columns`: of what is no terminal. */
export function streamsOf(out: NodeJS.WriteStream, err: NodeJS.WriteStream, columns = 120): Streams {
  const gone = new AbortController();
  const sink = (stream: NodeJS.WriteStream): Sink => {
    let there = true;
    // Without a listener Node.js dies of it, on a terminal while it still reports it.
    stream.on('error', (error) => {
      there = false;
      forgetTerminal();
      gone.abort(error);
    });
    return {
      write: (text) => there && stream.write(text),
      isTTY: stream.isTTY,
      get columns() {
        return stream.columns || columns;
      },
    };
  };
  return { out: sink(out), err: sink(err), gone: gone.signal };
}

/**
 * A terminal that may be gone is not to be set back: Node.js does that as it ends and aborts (SIGABRT) where it fails, but leaves what is
 * closed alone.
 */
export function forgetTerminal(): void {
  process.off('exit', closeAll);
  process.on('exit', closeAll);
}

function closeAll(): void {
  for (const fd of [0, 1, 2])
    try {
      closeSync(fd);
    } catch {
      // Closed already.
    }
}
