/** What every command of the program is: it adds itself, and says how it ended. */
import type { Command } from 'commander';
import type { Environment } from './environment.ts';

/** 0: trials are done, none failed. 1: some failed or none is done, or something broke. 2: the command line or a file is wrong. 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** A command that does not call `exit` ends with 0. */
export type AddCommand = (program: Command, env: Environment, exit: (code: ExitCode) => void) => void;
