/** The command line as a whole: commands, usage errors, exit codes. */
import { ConfigError, LoadError, fileError } from '@adaptbench/core';
import { EngineError } from '@adaptbench/graph';
import { Command, CommanderError } from 'commander';
import addBench from './bench.ts';
import type { ExitCode } from './command.ts';
import type { Environment } from './environment.ts';
import { type Sink, screenOn } from '@adaptbench/report';

/** Beside `bench` itself, in the order of its help. */
const commands = await Promise.all([
  import('./methods.ts'),
  import('./tasks.ts'),
  import('./preview.ts'),
  import('./report.ts'),
  import('./compare.ts'),
  import('./import.ts'),
  import('./merge.ts'),
  import('./repeat.ts'),
  import('./recommend.ts'),
  import('./claims.ts'),
  import('./regret.ts'),
  import('./parity.ts'),
  import('./doctor.ts'),
]);

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
    .helpCommand('help [command]', 'display help for a command')
    // Options after a command are its own, even where `bench` has one of that name.
    .enablePositionalOptions()
    .configureHelp({ helpWidth: Math.min(env.out.columns, 110) })
    .configureOutput({
      writeOut: (text) => env.out.write(text),
      writeErr: (text) => env.err.write(text),
    });
  addBench(program, env, exit);
  for (const { default: add } of commands) add(program, env, exit);
  for (const command of [program, ...program.commands])
    command.configureOutput({ outputError: (text, write) => write(usageError(text, command, program)) });
  return program;
}

/** In one line, as Commander puts its suggestion on a second; without one, where to read what the command takes. */
function usageError(text: string, command: Command, program: Command): string {
  const line = text.trim().replace(/\s*\n\s*/g, ' ');
  const named = command === program ? '' : `${command.name()} `;
  return `${line}${line.includes('Did you mean') ? '' : `; see pnpm bench ${named}--help`}\n`;
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
