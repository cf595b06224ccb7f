/**
 * Patterns that give modules ranks and scales of their own: PEFT's `get_pattern_key` (utils/other.py). Expressions come from files, so they
 * run in time linear in the name (RE2), which has no look-around and no back references.
 */
import { RE2JS } from 're2js';

/** PEFT's rule, by its `re.match`: the expression is the whole path of a module or what follows one of its dots. */
export function endMatcher(expression: string): (module: string) => boolean {
  const compiled = RE2JS.compile(`(.*\\.)?(${expression})$`);
  return (module) => compiled.matcher(module).lookingAt();
}

/** What a pattern says of a module: the value of the first key that matches; undefined where none does. */
export function fromPattern(pattern: Readonly<Record<string, number>>, module: string): number | undefined {
  const key = Object.keys(pattern).find((k) => endMatcher(k)(module));
  return key === undefined ? undefined : pattern[key];
}
