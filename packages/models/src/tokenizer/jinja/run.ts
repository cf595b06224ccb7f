/** Statements of a template, one after the other, into text. Scopes are those of jinja: loops, blocks and macros have their own. */
import { matched } from './arguments.ts';
import { TemplateError } from './errors.ts';
import { applyFilter, evaluate, evaluateCall } from './evaluate.ts';
import { type Hidden, specialNames } from './hidden.ts';
import { loopOver } from './loop.ts';
import type { Expression, Signature, Statement, Target } from './nodes.ts';
import { type Budget, Scope } from './scope.ts';
import { str } from './text.ts';
import {
  Callable,
  Facade,
  type Key,
  Namespace,
  Tuple,
  Undefined,
  type Value,
  itemsOf,
  truth,
} from './values.ts';

/** How a stretch of statements ended. */
export type Flow = 'on' | 'break' | 'continue';

/** Where text goes. */
export type Out = string[];

export class Runner {
  readonly budget: Budget;
  private readonly hidden: Hidden;
  constructor(budget: Budget, hidden: Hidden) {
    this.budget = budget;
    this.hidden = hidden;
  }

  /** Statements that have a scope of their own. */
  within(body: readonly Statement[], scope: Scope, out: Out): Flow {
    for (const name of this.hidden.get(body) ?? [])
      if (!scope.values.has(name)) scope.values.set(name, new Undefined(`'${name}' is undefined`));
    return this.all(body, scope, out);
  }

  private all(body: readonly Statement[], scope: Scope, out: Out): Flow {
    for (const statement of body) {
      const flow = this.one(statement, scope, out);
      if (flow !== 'on') return flow;
    }
    return 'on';
  }

  private one(s: Statement, scope: Scope, out: Out): Flow {
    const { budget } = this;
    budget.step();
    switch (s.type) {
      case 'text':
        this.write(s.text, out);
        return 'on';
      case 'output':
        this.write(str(evaluate(s.of, scope, budget)), out);
        return 'on';
      case 'if': {
        const branch = s.branches.find(({ test }) => truth(evaluate(test, scope, budget)));
        return this.all(branch?.body ?? s.otherwise, scope, out);
      }
      case 'for':
        return this.loop(s, scope, out, 0);
      case 'set':
        assign(s.target, evaluate(s.value, scope, budget), scope);
        return 'on';
      case 'setBlock': {
        const [flow, text] = this.captured(s.body, new Scope(scope));
        if (flow !== 'on') return flow;
        assign(s.target, s.filter === null ? text : applyFilter(s.filter, text, scope, budget), scope);
        return 'on';
      }
      case 'with': {
        const inner = new Scope(scope);
        const values = s.values.map((value) => evaluate(value, scope, budget));
        s.targets.forEach((target, i) => assign(target, values[i]!, inner));
        return this.within(s.body, inner, out);
      }
      case 'macro':
        scope.values.set(s.name, this.macro(s.name, s.signature, s.body, scope));
        return 'on';
      case 'callBlock': {
        const caller = this.macro('caller', s.signature, s.body, scope);
        this.write(str(evaluateCall(s.call, new Map([['caller', caller]]), scope, budget)), out);
        return 'on';
      }
      case 'filterBlock': {
        const [flow, text] = this.captured(s.body, new Scope(scope));
        if (flow === 'on') this.write(str(applyFilter(s.filter, text, scope, budget)), out);
        return flow;
      }
      case 'generation':
        return this.within(s.body, new Scope(scope), out);
      case 'break':
      case 'continue':
        return s.type;
    }
  }

  private write(text: string, out: Out): void {
    this.budget.write(text);
    out.push(text);
  }

  private captured(body: readonly Statement[], scope: Scope): [Flow, string] {
    const out: Out = [];
    return [this.within(body, scope, out), out.join('')];
  }

  private loop(s: Statement & { type: 'for' }, scope: Scope, out: Out, depth: number, given?: Value): Flow {
    const { budget } = this;
    const over = given ?? evaluate(s.over, scope, budget);
    const all = itemsOf(over).filter((item) => {
      if (s.test === null) return true;
      budget.step();
      const inner = new Scope(scope);
      assign(s.target, item, inner);
      return truth(evaluate(s.test, inner, budget));
    });
    const again = s.recursive
      ? ([more = null]: readonly Value[]): Value => {
          const text: Out = [];
          this.loop(s, scope, text, depth + 1, more);
          return text.join('');
        }
      : null;
    let whole = false;
    const loop = loopOver(all, depth, again);
    for (const [i, item] of all.entries()) {
      budget.step();
      loop.at = i;
      const inner = new Scope(scope);
      inner.values.set('loop', loop.value);
      assign(s.target, item, inner);
      const flow = this.within(s.body, inner, out);
      if (flow === 'break') break;
      // as in jinja, a round that was cut short counts for none
      if (flow === 'on') whole = true;
    }
    return whole ? 'on' : this.within(s.otherwise, new Scope(scope), out);
  }

  private macro(
    name: string,
    { names, defaults }: Signature,
    body: readonly Statement[],
    scope: Scope,
  ): Callable {
    const used = specialNames(body);
    return new Callable(
      (args, named) => {
        const own = new Map(named);
        const inner = new Scope(scope);
        if (used.has('caller') && !names.includes('caller')) {
          inner.values.set('caller', own.get('caller') ?? new Undefined('No caller defined'));
          own.delete('caller');
        }
        if (used.has('varargs')) inner.values.set('varargs', new Tuple(args.slice(names.length)));
        if (used.has('kwargs')) {
          const rest = [...own].filter(([key]) => !names.includes(key));
          inner.values.set('kwargs', new Map<Key, Value>(rest));
          for (const [key] of rest) own.delete(key);
        }
        const kept = used.has('varargs') ? args.slice(0, names.length) : args;
        const given = matched(`macro '${name}'`, names, kept, own);
        const first = names.length - defaults.length;
        names.forEach((parameter, i) => {
          inner.values.set(
            parameter,
            given[i] === undefined ? standIn(parameter, defaults[i - first], inner, this.budget) : given[i],
          );
        });
        return this.captured(body, inner)[1];
      },
      new Map<string, Value>([
        ['name', name],
        ['arguments', new Tuple(names)],
      ]),
    );
  }
}

/** What a parameter is where the call leaves it out. */
const standIn = (parameter: string, otherwise: Expression | undefined, scope: Scope, budget: Budget): Value =>
  otherwise === undefined
    ? new Undefined(`parameter '${parameter}' was not provided`)
    : evaluate(otherwise, scope, budget);

function assign(target: Target, value: Value, scope: Scope): void {
  switch (target.type) {
    case 'name':
      scope.values.set(target.name, value);
      return;
    case 'attribute': {
      const found = scope.get(target.of);
      if (!(found instanceof Namespace))
        throw new TemplateError('cannot assign attribute on non-namespace object');
      if (target.name.startsWith('_'))
        throw new TemplateError(`a namespace cannot have an attribute ${target.name}`);
      found.attributes.set(target.name, value);
      return;
    }
    case 'tuple': {
      const items = value instanceof Facade ? [] : itemsOf(value);
      if (items.length !== target.items.length)
        throw new TemplateError(
          `${items.length < target.items.length ? 'not enough' : 'too many'} values to unpack (expected ${target.items.length})`,
        );
      target.items.forEach((one, i) => assign(one, items[i]!, scope));
    }
  }
}
