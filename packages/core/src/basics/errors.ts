/** A setting that cannot work, named as the user wrote it. The harness turns it into a `skipped` trial. */
export class ConfigError extends RangeError {
  override name = 'ConfigError';
}

/** A file (checkpoint, tokenizer, adapter, data) that is missing, truncated or not what it claims to be. */
export class LoadError extends Error {
  override name = 'LoadError';
}
