import { describe, expect, it } from 'vitest';
import { missingParts } from './split-notes.ts';
import { splitFiles } from './split-files.ts';

describe('parts of a split', () => {
  it('that are not there are told, by what the names count', () => {
    expect(missingParts(['a/train-00000-of-00003.parquet', 'a/train-00002-of-00003.parquet'])).toEqual([
      'WARNING: a/train-…-of-00003.parquet: 1 of 3 parts are not there. Fetch them, or know that data are missing',
    ]);
    expect(missingParts(['train-00000-of-00001.parquet', 'train-0.csv', 'test.csv'])).toEqual([]);
    const names = ['train-00001-of-00002.jsonl', 'test-00000-of-00001.jsonl'];
    expect(splitFiles(names, 'folder').notes.join('\n')).toContain('1 of 2 parts are not there');
  });

  it('that were saved to disk by the datasets library are told how to be written', () => {
    expect(() => splitFiles(['train/data-00000-of-00001.arrow'], 'folder')).toThrow(
      'load_from_disk(folder)["train"].to_parquet("train.parquet")',
    );
  });
});
