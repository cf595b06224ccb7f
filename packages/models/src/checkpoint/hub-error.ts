/** What went wrong with the hub, and how to mend it, in one line. */
import { LoadError } from '@adaptbench/core';
import type { HubReference } from './hub-reference.ts';

/** @param cached whether the cache could serve the revision offline */
export function hubError(
  cause: unknown,
  { name, revision }: HubReference,
  hubUrl: string,
  cached: boolean,
): Error {
  if (cause instanceof LoadError) return cause;
  const error = (message: string): LoadError => new LoadError(`${name}: ${message}`, { cause });
  const { statusCode, message } = cause as { statusCode?: number; message?: string };
  switch (statusCode) {
    case 401:
    case 403:
      return error(
        `${hubUrl} refused access (${statusCode}): no such model, or a private or gated one. Check the name; accept its licence on the hub and set HF_TOKEN to a token that may read it.`,
      );
    case 404:
      return error(`${hubUrl} has no such model or no revision "${revision}" of it (404). Check both.`);
    case undefined: {
      const { cause: inner } = cause as { cause?: { code?: string; message?: string } };
      const why = inner?.code ?? inner?.message ?? message ?? String(cause);
      return error(
        `download from ${hubUrl} failed (${why}). ${
          cached
            ? 'The revision is in the cache: pass --offline to use it.'
            : 'Check the connection, or give a local folder or .gguf file.'
        }`,
      );
    }
    default:
      return error(`${hubUrl} answered with status ${statusCode}. Try again later.`);
  }
}
