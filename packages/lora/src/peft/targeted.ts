/** Whether PEFT would adapt a module, by the settings alone: `check_target_module_exists` (peft tuners/tuners_utils.py). */
import { RE2JS } from 're2js';
import { isOrIn } from '../config.ts';
import type { PeftSettings } from './settings.ts';

const fullMatch = (expression: string, module: string): boolean | null => {
  try {
    return RE2JS.compile(`(?:${expression})`).matcher(module).matches();
  } catch {
    return null;
  }
};
const ends = (module: string, name: unknown): boolean =>
  typeof name === 'string' && (module === name || module.endsWith(`.${name}`));
const list = (x: unknown): readonly unknown[] =>
  Array.isArray(x) ? x : x === null || x === undefined ? [] : [x];

/** null where it cannot be told: an expression that RE2 does not know, or a choice that PEFT makes by the model. */
export function isTargeted(s: PeftSettings, module: string): boolean | null {
  const excluded = s['exclude_modules'];
  const out =
    typeof excluded === 'string' ? fullMatch(excluded, module) : list(excluded).some((e) => ends(module, e));
  if (out === true || (s.modules_to_save ?? []).some((m) => isOrIn(m, module))) return false;
  const targets = s.target_modules;
  if (targets === null || targets === undefined || targets === 'all-linear' || out === null) return null;
  if (typeof targets === 'string') return fullMatch(targets, module);
  if (targets.includes(module)) return true;
  return targets.some((t) => ends(module, t)) && inLayers(s, module);
}

function inLayers(s: PeftSettings, module: string): boolean | null {
  const layers = list(s['layers_to_transform']);
  if (layers.length === 0) return true;
  const patterns = list(s['layers_pattern']).filter((p) => typeof p === 'string' && p !== '') as string[];
  const expressions =
    patterns.length === 0 ? ['.*?\\.[^.]*\\.(\\d+)\\.'] : patterns.map((p) => `(?:^|.*?\\.)${p}\\.(\\d+)\\.`);
  try {
    for (const expression of expressions) {
      const matcher = RE2JS.compile(expression).matcher(module);
      if (matcher.lookingAt()) return layers.includes(Number(matcher.group(matcher.groupCount())));
    }
  } catch {
    return null;
  }
  return false;
}
