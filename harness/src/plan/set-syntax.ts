/**
 * The text of `--set key=values`. Commas at the top level separate the values of a sweep; brackets make one value that is a list:
 *
 *     lora.rank=1,4,16                      three values
 *     lora.targetModules=[q_proj,v_proj]    one value, a list of two
 *     lora.targetModules=[q],[q,v]          two values, each a list
 *     icl.header="Read, then answer."       quotes keep commas
 *
 * A value is JSON where it parses as JSON, a list of values in brackets, and text otherwise.
 */
import { ConfigError } from '@adaptbench/core';
import type { Json } from '@adaptbench/results';

/** Throws ConfigError with the text as written. */
export function parseSet(text: string): { readonly key: string; readonly values: readonly Json[] } {
  const equals = text.indexOf('=');
  const key = text.slice(0, Math.max(equals, 0)).trim();
  if (equals < 0 || !/^[\w+-]+(\.[\w-]+)+$/.test(key))
    throw new ConfigError(`--set ${text}: expected method.field=value or train.field=value`);
  return {
    key,
    values: pieces(text.slice(equals + 1), `--set ${text}`).map((p) => value(p, `--set ${text}`)),
  };
}

/** Splits at commas that lie outside brackets, braces and quotes. */
function pieces(text: string, where: string): string[] {
  const out = [''];
  const open: string[] = [];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c === '\\') out[out.length - 1] += c + (text[++i] ?? '');
      else out[out.length - 1] += c;
      quoted = c !== '"';
      continue;
    }
    if (c === ',' && open.length === 0) {
      out.push('');
      continue;
    }
    if (c === '"') quoted = true;
    else if (c === '[' || c === '{') open.push(c === '[' ? ']' : '}');
    else if ((c === ']' || c === '}') && open.pop() !== c)
      throw new ConfigError(`${where}: "${c}" closes nothing`);
    out[out.length - 1] += c;
  }
  if (quoted) throw new ConfigError(`${where}: a quote is not closed`);
  if (open.length > 0) throw new ConfigError(`${where}: "${open.at(-1)}" is missing`);
  return out;
}

function value(piece: string, where: string): Json {
  const text = piece.trim();
  if (text === '') throw new ConfigError(`${where}: a value is empty (write "" for empty text)`);
  const json = parseJson(text);
  if (json !== undefined) return json;
  if (text.startsWith('[') && text.endsWith(']')) {
    return pieces(text.slice(1, -1), where).map((p) => value(p, where));
  }
  return text;
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
