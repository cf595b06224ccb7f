/** `org/name`, `org/name@revision` and `org/name/file.gguf[@revision]`, the ways to name a model on the hub. */
import { LoadError } from '@adaptbench/core';

export interface HubReference {
  /** `org/name`. */
  readonly name: string;
  readonly revision: string;
  /** A GGUF file in the repository, where one is named. */
  readonly file?: string;
}

const PATTERN = /^(?<name>[\w-][\w.-]*\/[\w-][\w.-]*)(?:\/(?<file>[^@]+\.gguf))?(?:@(?<revision>[^@\s]+))?$/;

/** null where `reference` cannot be a hub id. @throws LoadError where it and `revision` name different revisions */
export function parseHubReference(reference: string, revision: string | undefined): HubReference | null {
  const groups = PATTERN.exec(reference)?.groups;
  if (!groups) return null;
  const { name, file, revision: written } = groups;
  if (file?.split('/').some((part) => part === '' || part === '..' || part === '.')) return null;
  if (written !== undefined && revision !== undefined && written !== revision)
    throw new LoadError(
      `${reference}: revision "${written}" here and "${revision}" in the options. Give one of them.`,
    );
  return {
    name: name!,
    revision: written ?? revision ?? 'main',
    ...(file === undefined ? {} : { file }),
  };
}
