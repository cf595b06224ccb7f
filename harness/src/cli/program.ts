/** The command line as a whole: commands, usage errors, exit codes. */
import { ConfigError, LoadError, fileError } from '@adaptbench/core';
import { EngineError } from '@adaptbench/graph';
import { Command, CommanderError } from 'commander';
import { addBench } from './bench.ts';
import { addClaims } from './claims.ts';
import { addCompare } from './compare.ts';
import type { Environment } from './environment.ts';
import { addImport } from './import.ts';
import { addMerge } from './merge.ts';
import { addMethods } from './methods.ts';
import { addRecommend } from './recommend.ts';
import { addRegret } from './regret.ts';
import { addRepeat } from './repeat.ts';
import { addReport } from './report.ts';
import { addTasks } from './tasks.ts';
import { type Sink, screenOn } from '@adaptbench/report';

/** 0: trials are done, none failed. 1: some failed or none is done, or something broke. 2: the command line or a file is wrong. 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Does what `args` say and gives the exit code. Errors of the user's making are one line; others bring their stack. */
export async function main(args: readonly string[], given: Environment<Sink>): Promise<ExitCode> {
  const env: Environment = { ...given, out: screenOn(given.out), err: screenOn(given.err) };
  let code: ExitCode = 0;
  const program = build(env, (result) => (code = result));
  try {
    // `pnpm bench -- --model …` hands the `--` through.
    await program.parseAsync(args[0] === '--' ? args.slice(1) : args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { text, exitCode } = explain(error);
    env.err.write(`error: ${text}\n`);
    return exitCode;
  }
}

function build(env: Environment, exit: (code: ExitCode) => void): Command {
  const program = new Command('bench');
  program
    .exitOverride()
    // Options after a command are its own, even where `bench` has one of that name.
    .enablePositionalOptions()
    .configureHelp({ helpWidth: Math.min(env.out.columns, 110) })
    .configureOutput({
      writeOut: (text) => env.out.write(text),
      writeErr: (text) => env.err.write(text),
      // Commander puts its suggestion on a second line.
      outputError: (text, write) => write(`${text.trim().replace(/\s*\n\s*/g, ' ')}\n`),
    });
  addBench(program, env, exit);
  addMethods(program, env);
  addTasks(program, env);
  addReport(program, env);
  addCompare(program, env, exit);
  addImport(program, env);
  addMerge(program, env, exit);
  addRepeat(program, env, exit);
  addRecommend(program, env, exit);
  addClaims(program, env);
  addRegret(program, env);
  return program;
}

function explain(thrown: unknown): { readonly text: string; readonly exitCode: ExitCode } {
  // A folder without permission, a file where a folder should be: what the system says, in words, and where.
  const error = fileError(thrown);
  if ([ConfigError, LoadError, EngineError].some((kind) => error instanceof kind))
    return { text: error.message, exitCode: exhausted(error.cause) ? 1 : 2 };
  const system = 'code' in error || error.cause instanceof Error;
  return { text: system ? error.message : (error.stack ?? error.message), exitCode: 1 };
}

/** The machine is at its end, and neither the command line nor a file is wrong. */
const exhausted = (cause: unknown): boolean =>
  cause instanceof Error &&
  'code' in cause &&
  ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM', 'EIO'].includes(String(cause.code));
