/** Which linear sites a configuration adapts, and the names by which PEFT finds the same ones. */
import { ConfigError, type LinearRole, type LinearSite, type Site } from '@adaptbench/core';
import { type LoraConfig, endsWith, lastName, rankOf } from './config.ts';

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

/** Throws ConfigError where a name or a pattern finds nothing, or a rank does not fit. */
export function targets(c: LoraConfig, sites: readonly Site[]): LinearSite[] {
  const linear = sites.filter((s): s is LinearSite => s.kind === 'linear');
  const { targetModules: t } = c;
  if (typeof t !== 'string') refuseAbsent(t, linear);
  const chosen = linear.filter((s) => {
    if (t === 'all-linear') return true;
    return typeof t === 'string' ? roles[s.role].includes(t) : t.some((name) => endsWith(s, name));
  });
  checkPatterns(c, chosen);
  for (const s of chosen) {
    const most = Math.min(s.dIn, s.dOut);
    const rank = rankOf(c, s);
    if (rank > most)
      throw new ConfigError(
        `lora.${rank === c.rank ? 'rank' : 'rankPattern'} is ${rank}: expected 1..${most} at ${s.module} [${s.dOut}, ${s.dIn}]. Lower the rank or leave ${lastName(s)} out of lora.targetModules.`,
      );
  }
  return chosen;
}

function refuseAbsent(names: readonly string[], linear: readonly LinearSite[]): void {
  const absent = names.filter((t) => !linear.some((s) => endsWith(s, t)));
  if (absent.length > 0)
    throw new ConfigError(
      `lora.targetModules: no module is named ${absent.map((t) => `"${t}"`).join(', ')}: expected some of ${[...new Set(linear.map(lastName))].join(', ')}.`,
    );
}

function checkPatterns(c: LoraConfig, chosen: readonly LinearSite[]): void {
  for (const field of ['rankPattern', 'alphaPattern'] as const)
    for (const key of Object.keys(c[field])) {
      let expression: RegExp;
      try {
        expression = new RegExp(`^(.*\\.)?(${key})$`);
      } catch (cause) {
        throw new ConfigError(`lora.${field}: "${key}" is not a regular expression.`, { cause });
      }
      if (!chosen.some((s) => expression.test(s.module)))
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
