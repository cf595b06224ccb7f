/** Which linear sites a configuration adapts, and the names by which PEFT finds the same ones. */
import {
  ConfigError,
  type LinearRole,
  type LinearSite,
  type LoadedModel,
  type Site,
  shownNames,
} from '@adaptbench/core';
import { type LoraConfig, endsWith, isOrIn, lastName } from './config.ts';
import { endMatcher } from './pattern.ts';

const roles: Record<LinearRole, readonly ('default' | 'attention' | 'mlp')[]> = {
  q: ['default', 'attention'],
  k: ['attention'],
  v: ['default', 'attention'],
  qkv: ['default', 'attention'],
  o: ['attention'],
  gate: ['mlp'],
  up: ['mlp'],
  down: ['mlp'],
};

/** Throws ConfigError where a name or a pattern finds nothing. */
export function targets(c: LoraConfig, sites: readonly Site[]): LinearSite[] {
  const linear = sites.filter((s): s is LinearSite => s.kind === 'linear');
  const { targetModules: t } = c;
  if (typeof t !== 'string') refuseAbsent(t, linear);
  const chosen = linear.filter((s) => {
    if (t === 'all-linear') return true;
    return typeof t === 'string' ? roles[s.role].includes(t) : t.some((name) => endsWith(s, name));
  });
  checkPatterns(c, chosen);
  return chosen;
}

/** Throws ConfigError where a name of `modulesToSave` finds nothing. */
export function checkSaved(c: LoraConfig, model: LoadedModel): void {
  const { weights } = model.architecture;
  const absent = (c.modulesToSave ?? []).filter((end) => !weights.some((w) => isOrIn(end, w.name)));
  if (absent.some((end) => isOrIn('lm_head', end)) && !weights.some((w) => isOrIn('lm_head', w.name)))
    throw new ConfigError(
      `lora.modulesToSave: the head cannot be trained apart in ${model.reference}, where it is the embeddings' matrix (tie_word_embeddings): name the embeddings, or untie the model before training.`,
    );
  if (absent.length > 0)
    throw new ConfigError(
      `lora.modulesToSave: ${model.reference} has no module and no tensor called ${shownNames(absent)}: expected names such as ${shownNames(weights.map((w) => w.name).toReversed(), 3)}.`,
    );
}

function refuseAbsent(names: readonly string[], linear: readonly LinearSite[]): void {
  const absent = names.filter((t) => !linear.some((s) => endsWith(s, t)));
  if (absent.length > 0)
    throw new ConfigError(
      `lora.targetModules: no module is named ${shownNames(absent.map((t) => `"${t}"`))}: expected some of ${[...new Set(linear.map(lastName))].join(', ')}.`,
    );
}

function checkPatterns(c: LoraConfig, chosen: readonly LinearSite[]): void {
  for (const field of ['rankPattern', 'alphaPattern'] as const)
    for (const key of Object.keys(c[field])) {
      let matches: ReturnType<typeof endMatcher>;
      try {
        matches = endMatcher(key);
      } catch (cause) {
        throw new ConfigError(
          `lora.${field}: "${key}" is not a regular expression of RE2 (no look-around, no back references).`,
          { cause },
        );
      }
      if (!chosen.some((s) => matches(s.module)))
        throw new ConfigError(
          `lora.${field}: "${key}" matches the end of no adapted module: those are ${chosen
            .slice(0, 4)
            .map((s) => s.module)
            .join(', ')}${chosen.length > 4 ? ', …' : ''}.`,
        );
    }
}

/** For each adapted module the shortest end of its path that means no other module, so that readers need no rule of ours. */
export function targetNames(adapted: readonly LinearSite[], sites: readonly Site[]): string[] {
  const others = sites.filter(
    (s): s is LinearSite => s.kind === 'linear' && !adapted.some((a) => a.module === s.module),
  );
  const names = adapted.map((s) => {
    const parts = s.module.split('.');
    const ends = parts.map((_, i) => parts.slice(parts.length - 1 - i).join('.'));
    return ends.find((end) => !others.some((o) => endsWith(o, end))) ?? s.module;
  });
  return [...new Set(names)].toSorted();
}
