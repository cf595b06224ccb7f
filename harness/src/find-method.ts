/** The method that a name stands for: one of the registry, or a patch of one with the prompt or the head of another, `lora+cot`, `lora+head`. */
import {
  type AnyMethod,
  ConfigError,
  composeMethods,
  isHead,
  fits,
  partsOf,
  tunes,
  unknownName,
} from '@adaptbench/core';

/** @throws ConfigError with the nearest name and all known ones; `where` is put in front, as the user wrote it */
export function findMethod(methods: readonly AnyMethod[], name: string, where = ''): AnyMethod {
  const parts = partsOf(name).map((part) => {
    const method = methods.find((m) => m.name === part);
    if (method) return method;
    throw unknownName(
      'method',
      part,
      methods.map((m) => m.name),
      where,
    );
  });
  const [first, second, ...more] = parts as [AnyMethod, ...AnyMethod[]];
  if (!second) return first;
  if (
    tunes(first) &&
    (isHead(second) || !(tunes(second) || fits(second))) &&
    first !== second &&
    more.length === 0
  )
    return composeMethods(first, second);
  throw new ConfigError(
    `${where === '' ? '' : `${where}: `}${name}: expected a method that trains, and after the "+" one that only asks or is a head: one of ${listed(methods.filter(tunes))}, with one of ${listed(methods.filter((m) => isHead(m) || !(tunes(m) || fits(m))))}.`,
  );
}

const listed = (methods: readonly AnyMethod[]): string => methods.map((m) => m.name).join(', ');
