/** Whether a model's context has room for what a method puts into it. */
import { ConfigError, type LoadedModel } from '@adaptbench/core';

/** @throws ConfigError, which begins with `what`, where `n` tokens leave none for a text */
export function checkRoom(what: string, n: number, { architecture }: LoadedModel): void {
  const { contextLength } = architecture.shape;
  if (n >= contextLength)
    throw new ConfigError(`${what}: expected less than ${contextLength}, the model's context in tokens.`);
}
