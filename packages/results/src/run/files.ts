/** Where the files of a run's folder lie. */
import path from 'node:path';

export const filesOf = (dir: string) =>
  ({
    trials: path.join(dir, 'trials.jsonl'),
    /** A folder with one for each trial. */
    work: path.join(dir, 'trials'),
    /** What trials' processes run, while they do. */
    program: path.join(dir, 'program'),
    manifest: path.join(dir, 'manifest.json'),
    /** Prompts as they are put to the model. */
    preview: path.join(dir, 'preview.txt'),
    report: path.join(dir, 'report.md'),
    page: path.join(dir, 'report.html'),
  }) as const;
