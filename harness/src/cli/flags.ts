/** Flags from their literals: what a command takes, how the text after a flag becomes a value, and what was given. */
import { ConfigError, unknownName } from '@adaptbench/core';
import { type Command, Option } from 'commander';
import { z } from 'zod';

/** How the text after a flag becomes a value. `flag` is for errors; `before`: what the same flag gave earlier in the command. */
type Reader<T> = (flag: string) => (text: string, before?: T) => T;

export interface Flag {
  /** With its argument, as help shows it; left out for a setting that has no flag. */
  readonly flag?: string;
  readonly help: string;
  /** What the text after it must be: a number, names, pairs; left out for plain text. */
  readonly value?: z.ZodType;
  /** Reads what no schema tells: amounts with units and the like. */
  readonly read?: Reader<unknown>;
  /** Gathers the texts of a flag that may be given several times. */
  readonly repeated?: true;
  readonly required?: true;
}
export type Flags = Readonly<Record<string, Flag>>;

type Given<F extends Flag> = F extends { readonly read: (flag: string) => (text: string) => infer T }
  ? T
  : F extends { readonly repeated: true }
    ? readonly string[]
    : F extends { readonly value: z.ZodType<infer T> }
      ? NonNullable<T>
      : F extends { readonly flag: `${string}<${string}` }
        ? string
        : F extends { readonly flag: `${string}[${string}` }
          ? string | true
          : true;

/** Of the flags that were given, what they say. */
export type GivenFlags<F extends Flags> = {
  -readonly [K in keyof F as F[K] extends { readonly required: true } ? never : K]?: Given<F[K]>;
} & { -readonly [K in keyof F as F[K] extends { readonly required: true } ? K : never]: Given<F[K]> };

/** Adds them under a heading of the command's help. */
export function addFlags(command: Command, flags: Flags, heading?: string): Command {
  if (heading !== undefined) command.optionsGroup(heading);
  for (const { help, ...flag } of Object.values(flags)) {
    if (flag.flag === undefined) continue;
    const option = new Option(flag.flag, help).makeOptionMandatory(flag.required ?? false);
    const read = readerOf(option, flag);
    command.addOption(read === null ? option : option.argParser(read));
  }
  return command;
}

function readerOf(
  option: Option,
  { read, repeated, value }: Omit<Flag, 'help'>,
): ReturnType<Reader<unknown>> | null {
  if (!option.required && !option.optional) return null;
  if (read !== undefined) return read(option.long ?? '');
  if (repeated) return (text, before) => [...((before as string[] | undefined) ?? []), text];
  if (value === undefined) return null;
  const shape = z.toJSONSchema(value, { io: 'input', unrepresentable: 'any' }) as Shape;
  return readAs(shape, option.long ?? '');
}

/** What the command line said of `flags`, by their names in the literal. Text that no flag needs read is checked where it is used. */
export function given<F extends Flags>(command: Command, flags: F): GivenFlags<F> {
  const said = Object.entries(flags).flatMap(([name, { flag }]) => {
    if (flag === undefined) return [];
    const option = new Option(flag).attributeName();
    return command.getOptionValueSource(option) === 'cli'
      ? [[name, command.getOptionValue(option) as unknown]]
      : [];
  });
  return Object.fromEntries(said) as GivenFlags<F>;
}

/** What JSON Schema says of a value, as far as flags need it. */
interface Shape {
  readonly type?: string;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly const?: string;
}

/** By the kind of a value: one of several words, a number, true or a number, a number or several, a number or a word, names with commas between, pairs, pairs or text, text. */
function readAs({ type, anyOf = [], minimum = 0, ...shape }: Shape, flag: string): (text: string) => unknown {
  const { enum: words, maximum = Number.MAX_SAFE_INTEGER } = shape;
  if (words !== undefined) return oneOf(flag, words);
  const [first, second] = anyOf;
  if (first?.type === 'integer' && second?.items !== undefined) {
    const [one, each] = [whole(flag, first.minimum ?? 0), whole(flag, second.items.minimum ?? 0)];
    // A comma at the end makes a list of one.
    return (text) => (text.includes(',') ? text.replace(/,$/, '').split(',').map(each) : one(text));
  }
  if (first?.type === 'integer' && second?.const !== undefined) {
    const [word, number] = [second.const, whole(flag, first.minimum ?? 0)];
    return (text) =>
      text === word ? text : /^\d/.test(text) ? number(text) : fail(flag, `a number or ${word}`, text);
  }
  // The flag alone is true.
  if (first?.type === 'boolean' && second?.type === 'number') return decimal(flag, false, second.maximum);
  if (second?.type === 'object') return (text) => pairs(text) ?? text;
  if (type === 'integer') return whole(flag, minimum, maximum);
  if (type === 'number') return decimal(flag, shape.exclusiveMinimum === 0, shape.maximum);
  if (type === 'array') return names(flag);
  if (type === 'object') return (text) => pairs(text) ?? fail(flag, 'value=name,value=name', text);
  return (text) => text;
}

function fail(flag: string, expected: string, text: string): never {
  throw new ConfigError(`${flag}: expected ${expected}, got "${text}"`);
}

/** One of several words. */
const oneOf =
  (flag: string, words: readonly string[]) =>
  (text: string): string => {
    if (words.includes(text)) return text;
    throw unknownName('value', text, words, flag);
  };

/** A whole number from `least` to `greatest`, which is said where it is a limit that may be met. */
const whole =
  (flag: string, least: number, greatest = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= greatest) return value;
    const isLimit = greatest < Number.MAX_SAFE_INTEGER || /^\d{16,}$/.test(text);
    return fail(
      flag,
      `a whole number of at least ${least}${isLimit ? ` and at most ${greatest}` : ''}`,
      text,
    );
  };

/** `5`, `.5`, `2.`, `1e-3`: what `Number` takes but `Infinity`, other bases and white space. */
const isDecimal = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

/** A number from 0, or above it, to `greatest`. */
const decimal =
  (flag: string, above: boolean, greatest = Number.MAX_VALUE) =>
  (text: string): number => {
    const value = Number(text);
    if (isDecimal(text) && value <= greatest && (above ? value > 0 : value >= 0)) return value;
    const limit = greatest < Number.MAX_VALUE ? ` and at most ${greatest}` : '';
    return fail(flag, `${above ? 'a number above 0' : 'a number of at least 0'}${limit}`, text);
  };

/** `a,b` → a, b. */
const names =
  (flag: string) =>
  (text: string): string[] => {
    const list = text.split(',').map((part) => part.trim());
    return list.every((part) => part !== '') ? list : fail(flag, 'names with commas between', text);
  };

/** `a=b,c=d`; null where it does not look like that. */
function pairs(text: string): Record<string, string> | null {
  const parts = text.split(',').map((part) => part.split('='));
  if (parts.some((part) => part.length !== 2 || part.includes(''))) return null;
  return Object.fromEntries(parts.map(([key = '', value = '']) => [key.trim(), value.trim()]));
}
