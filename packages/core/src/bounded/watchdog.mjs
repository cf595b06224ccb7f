/**
 * A thread beside a bounded call, which may never give its own thread free. JavaScript, as it is run without a loader of TypeScript.
 */
import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { mebibytes, parent } = workerData;
let { seconds } = workerData;
const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const [started, before] = [performance.now(), processor()];

/** Ends the process, wherever it is stuck. */
const end = (why) => {
  writeSync(2, `\nbounded: ${why}\n`);
  process.kill(process.pid, 'SIGKILL');
};

parentPort.on('message', (more) => (seconds += more));

// Memory may grow by a gigabyte a second.
setInterval(() => {
  if (process.ppid !== parent) end('alone');
  if (processor() - before > seconds || performance.now() - started > seconds * 10_000)
    end(`time ${Math.round(seconds * 10) / 10}`);
  if (process.memoryUsage.rss() > mebibytes * 2 ** 20) end('memory');
}, 20);
