/** What the numbers were measured on and with, as a manifest has it. */

export interface Machine {
  readonly cpu: string;
  /** Logical processors that the process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  readonly os: string;
  /** Running processes averaged over the last minute, when the run began: not 0 means company. */
  readonly load1: number;
}

/** Which sources of this program ran. */
export interface Source {
  readonly commit: string;
  /** Whether files differ from the commit. */
  readonly dirty: boolean;
  /** SHA-256 of how they differ, and of the names of new ones; absent where they do not, or where an older program wrote this. */
  readonly changes?: string;
}
