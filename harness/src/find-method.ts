/** The method that a name stands for: one of the registry, or a patch of one with the prompt of another, `lora+cot`. */
import { type AnyMethod, composeMethods, partsOf, unknownName } from '@adaptbench/core';

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
  return parts.reduce(composeMethods as (a: AnyMethod, b: AnyMethod) => AnyMethod);
}
