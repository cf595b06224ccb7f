/** A method of the registry that asks a model, by its name. */
import { type AskingMethod, ConfigError, fits } from '@adaptbench/core';
import { findMethod, methods } from '@adaptbench/harness';

/** @throws ConfigError for a baseline, which needs no model's answers */
export function askingMethod(name: string): AskingMethod<unknown> {
  const method = findMethod(methods, name);
  if (fits(method)) throw new ConfigError(`${name}: expected a method that asks a model.`);
  return method;
}
