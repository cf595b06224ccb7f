/** Values of expressions. */
import type { Named } from './arguments.ts';
import { TemplateError } from './errors.ts';
import { filterNamed } from './filters.ts';
import type { Arguments, Expression } from './nodes.ts';
import { attributeOf, binary, checkSize, itemOf, negated, related, sliceOf } from './operators.ts';
import type { Budget, Scope } from './scope.ts';
import type { Call } from './sequences.ts';
import { testNamed } from './tests.ts';
import { str } from './text.ts';
import {
  Callable,
  Facade,
  type Key,
  Tuple,
  Undefined,
  type Value,
  defined,
  isDict,
  itemsOf,
  keyOf,
  truth,
  typeName,
} from './values.ts';

const calls: Call = {
  filter: (name, value, args, named) => filterNamed(name)(value, args, named, calls),
  test: (name, value, args) => testNamed(name)(value, args),
};

export function evaluate(node: Expression, scope: Scope, budget: Budget): Value {
  budget.step();
  const of = (inner: Expression): Value => evaluate(inner, scope, budget);
  switch (node.type) {
    case 'constant':
      return node.value;
    case 'name':
      return scope.get(node.name) ?? absent(scope, node.name);
    case 'list':
      return node.items.map(of);
    case 'tuple':
      return new Tuple(node.items.map(of));
    case 'dict':
      return new Map<Key, Value>(node.pairs.map(([key, value]) => [keyOf(of(key)), of(value)]));
    case 'attribute':
      return attributeOf(of(node.of), node.name);
    case 'item': {
      const whole = of(node.of);
      return node.key.type === 'slice'
        ? sliceOf(
            whole,
            node.key.parts.map((part) => (part === null ? null : of(part))),
          )
        : itemOf(whole, of(node.key));
    }
    case 'slice':
      throw new TemplateError('a slice within brackets with commas');
    case 'call': {
      const what = of(node.of);
      return call(what, evaluated(node.args, of), budget);
    }
    case 'filter': {
      if (node.of === null) throw new Error('internal: a filter of nothing');
      return applyFilter(node, of(node.of), scope, budget);
    }
    case 'test': {
      const value = of(node.of);
      const { args } = evaluated(node.args, of);
      return calls.test(node.name, value, args, new Map());
    }
    case 'unary':
      return node.sign === 'not' ? !truth(of(node.of)) : negated(of(node.of), node.sign);
    case 'binary':
      return binary(node.sign, of(node.left), of(node.right));
    case 'concat': {
      const text = node.parts.map((part) => str(of(part))).join('');
      checkSize(text.length);
      return text;
    }
    case 'compare':
      return comparison(node, of);
    case 'and': {
      const left = of(node.left);
      return truth(left) ? of(node.right) : left;
    }
    case 'or': {
      const left = of(node.left);
      return truth(left) ? left : of(node.right);
    }
    case 'condition':
      if (truth(of(node.test))) return of(node.yes);
      return node.no === null
        ? new Undefined('the inline if-expression evaluated to false and no else section was defined.')
        : of(node.no);
  }
}

const absent = (scope: Scope, name: string): Value =>
  scope.get(name) === null ? null : new Undefined(`'${name}' is undefined`);

/** `a < b < c`: each with its neighbour, up to the first that does not hold. */
function comparison(node: Expression & { type: 'compare' }, of: (inner: Expression) => Value): boolean {
  let left = of(node.first);
  for (const [sign, expression] of node.rest) {
    const right = of(expression);
    if (!related(sign, left, right)) return false;
    left = right;
  }
  return true;
}

interface Evaluated {
  readonly args: readonly Value[];
  readonly named: Named;
}

function evaluated(given: Arguments, of: (inner: Expression) => Value): Evaluated {
  const args = given.positional.map(of);
  const named = new Map(given.named.map(([name, value]) => [name, of(value)] as const));
  if (given.more !== null) args.push(...itemsOf(of(given.more)).slice(0, 1000));
  if (given.moreNamed !== null) {
    const more = of(given.moreNamed);
    if (!isDict(more)) throw new TemplateError('argument after ** must be a mapping');
    for (const [name, value] of more) named.set(str(name), value);
  }
  return { args, named };
}

/** @param extra the body of a call block, as `caller` */
export function evaluateCall(
  node: Expression & { type: 'call' },
  extra: Named,
  scope: Scope,
  budget: Budget,
): Value {
  const of = (inner: Expression): Value => evaluate(inner, scope, budget);
  const { args, named } = evaluated(node.args, of);
  return call(of(node.of), { args, named: new Map([...named, ...extra]) }, budget);
}

function call(what: Value, { args, named }: Evaluated, budget: Budget): Value {
  const found = defined(what);
  if (found instanceof Callable) return budget.within(() => found.call(args, named));
  if (found instanceof Facade && found.call !== null) {
    const recursive = found.call;
    return budget.within(() => recursive(args, named));
  }
  throw new TemplateError(`'${typeName(found)}' object is not callable`);
}

/** A chain of filters that begins with nothing, on a value. */
export function applyFilter(node: Expression, value: Value, scope: Scope, budget: Budget): Value {
  if (node.type !== 'filter') throw new Error('internal: no filter');
  const inner =
    node.of === null || node.of.type !== 'filter' ? value : chained(node.of, value, scope, budget);
  const { args, named } = evaluated(node.args, (e) => evaluate(e, scope, budget));
  budget.step();
  return calls.filter(node.name, inner, args, named);
}

/** Inside an expression the chain has been worked out already. */
const chained = (node: Expression & { type: 'filter' }, value: Value, scope: Scope, budget: Budget): Value =>
  startsWithNothing(node) ? applyFilter(node, value, scope, budget) : value;

const startsWithNothing = (node: Expression): boolean =>
  node.type === 'filter' && (node.of === null || startsWithNothing(node.of));
