/**
 * Ends a process when this one is gone, however stuck it is. A shell waits for the end of its input, which comes when this process closes
 * it or dies. A native call that never returns hears no message, but it cannot miss SIGKILL.
 */
import { spawn } from 'node:child_process';

/** Gives back what ends the watch; to be called as soon as the process is gone, before another process has its pid. */
export function guard(pid: number | undefined): () => void {
  if (pid === undefined || process.platform === 'win32') return () => {};
  const shell = spawn('/bin/sh', ['-c', 'read _; kill -9 "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell the process still ends by itself as soon as it looks.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  return () => shell.kill('SIGKILL');
}
