/**
 * Names that a stretch of statements hides until it has set them. Jinja decides when it compiles which scope a name belongs to: where a
 * scope first sets a name, loops and macros before that line find nothing, even if the caller passed it. Source: jinja2 3.1
 * `idtracking.py`.
 */
import type { Arguments, Expression, Signature, Statement, Target } from './nodes.ts';

/** By the list of statements that a scope runs. */
export type Hidden = ReadonlyMap<readonly Statement[], readonly string[]>;

interface Mention {
  readonly name: string;
  readonly stores: boolean;
  /** Within an `if`, which may not come to it. */
  readonly perhaps: boolean;
}

interface Inner {
  readonly body: readonly Statement[];
  readonly parameters: readonly string[];
}

export function hiddenNames(template: readonly Statement[]): Hidden {
  const out = new Map<readonly Statement[], readonly string[]>();
  const visit = ({ body, parameters }: Inner, outer: ReadonlySet<string>): void => {
    const mentions: Mention[] = [];
    const inner: Inner[] = [];
    read(body, false, mentions, inner);
    const first = new Map<string, boolean>();
    for (const { name, stores, perhaps } of mentions)
      if (!first.has(name)) first.set(name, stores && !perhaps);
    const names = [...first]
      .filter(([name, hides]) => hides && !outer.has(name) && !parameters.includes(name))
      .map(([name]) => name);
    if (names.length > 0) out.set(body, names);
    const known = new Set([...outer, ...parameters, ...first.keys()]);
    for (const one of inner) visit(one, known);
  };
  visit({ body: template, parameters: [] }, new Set());
  return out;
}

/** Which of `caller`, `varargs` and `kwargs` a macro speaks of; only then it takes them. */
export function specialNames(body: readonly Statement[]): ReadonlySet<string> {
  const mentions: Mention[] = [];
  const bodies: Inner[] = [{ body, parameters: [] }];
  for (const one of bodies) read(one.body, false, mentions, bodies);
  return new Set(mentions.map(({ name }) => name).filter((name) => /^(?:caller|varargs|kwargs)$/.test(name)));
}

function read(body: readonly Statement[], perhaps: boolean, to: Mention[], inner: Inner[]): void {
  const loads = (expression: Expression | null): void => {
    if (expression !== null)
      for (const name of namesIn(expression)) to.push({ name, stores: false, perhaps });
  };
  const stores = (name: string): void => void to.push({ name, stores: true, perhaps });
  const own = (of: readonly Statement[], parameters: readonly string[] = []): void =>
    void inner.push({ body: of, parameters });
  for (const s of body)
    switch (s.type) {
      case 'text':
      case 'break':
      case 'continue':
        break;
      case 'output':
        loads(s.of);
        break;
      case 'if':
        for (const branch of s.branches) {
          loads(branch.test);
          read(branch.body, true, to, inner);
        }
        read(s.otherwise, true, to, inner);
        break;
      case 'for':
        loads(s.over);
        own(s.body, [...targets(s.target), 'loop']);
        own(s.otherwise);
        break;
      case 'set':
        loads(s.value);
        if (s.target.type === 'attribute') to.push({ name: s.target.of, stores: false, perhaps });
        else targets(s.target).forEach(stores);
        break;
      case 'setBlock':
        targets(s.target).forEach(stores);
        own(s.body);
        break;
      case 'with':
        s.values.forEach(loads);
        own(s.body, s.targets.flatMap(targets));
        break;
      case 'macro':
        stores(s.name);
        own(s.body, parametersOf(s.signature));
        break;
      case 'callBlock':
        loads(s.call);
        own(s.body, parametersOf(s.signature));
        break;
      case 'filterBlock':
        loads(s.filter);
        own(s.body);
        break;
      case 'generation':
        own(s.body);
    }
}

const parametersOf = ({ names }: Signature): readonly string[] => [...names, 'caller', 'varargs', 'kwargs'];

function targets(target: Target): string[] {
  if (target.type === 'name') return [target.name];
  return target.type === 'tuple' ? target.items.flatMap(targets) : [];
}

function namesIn(e: Expression): string[] {
  switch (e.type) {
    case 'constant':
      return [];
    case 'name':
      return [e.name];
    case 'list':
    case 'tuple':
      return e.items.flatMap(namesIn);
    case 'dict':
      return e.pairs.flatMap((pair) => pair.flatMap(namesIn));
    case 'attribute':
    case 'unary':
      return namesIn(e.of);
    case 'item':
      return [...namesIn(e.of), ...namesIn(e.key)];
    case 'slice':
    case 'concat':
      return e.parts.flatMap((part) => (part === null ? [] : namesIn(part)));
    case 'call':
    case 'test':
    case 'filter':
      return [...(e.of === null ? [] : namesIn(e.of)), ...namesInArguments(e.args)];
    case 'binary':
    case 'and':
    case 'or':
      return [...namesIn(e.left), ...namesIn(e.right)];
    case 'compare':
      return [...namesIn(e.first), ...e.rest.flatMap(([, right]) => namesIn(right))];
    case 'condition':
      return [e.test, e.yes, ...(e.no === null ? [] : [e.no])].flatMap(namesIn);
  }
}

const namesInArguments = ({ positional, named, more, moreNamed }: Arguments): string[] =>
  [...positional, ...named.map(([, value]) => value), more, moreNamed].flatMap((e) =>
    e === null ? [] : namesIn(e),
  );
