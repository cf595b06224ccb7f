/** The machine in a line, as reference results name it. */
import type { Machine } from '@adaptbench/results';

/** E.g. `AMD EPYC, 2 cores, 24 GiB, Linux 6.1 x64, Node.js v20.20.2`. */
export const machineText = ({ cpu, cores, memoryBytes, os }: Machine): string =>
  `${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${os}, Node.js ${process.version}`;
