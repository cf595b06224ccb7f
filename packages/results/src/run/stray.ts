/** Files that no run puts into its folder: desktops leave them in every folder that is opened (.DS_Store, ._x, Thumbs.db, desktop.ini). */
import { type Dirent, readdirSync } from 'node:fs';

const isStray = (name: string): boolean => /^(\.|thumbs\.db$|desktop\.ini$)/i.test(name);

/** Names of the files in a folder, in its order, strays and folders left out. Throws the system's error. */
export const filesIn = (dir: string): string[] => named(dir, (entry) => entry.isFile());

/** Names of the folders in a folder. Throws the system's error. */
export const foldersIn = (dir: string): string[] => named(dir, (entry) => entry.isDirectory());

const named = (dir: string, is: (entry: Dirent) => boolean): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    is(entry) && !isStray(entry.name) ? [entry.name] : [],
  );
