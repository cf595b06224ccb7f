/** Names of classes that stand beside the data. */
import { describe, expect, it } from 'vitest';
import { jsonl, read, turns } from '../__fixtures__/own-data.ts';
import { namesInCard } from './class-names.ts';

const card = (config: string, ...names: string[]): string =>
  [
    ...(config === '' ? ['dataset_info:', '  features:'] : [`- config_name: ${config}`, '  features:']),
    '  - name: text',
    '    dtype: string',
    '  - name: label',
    '    dtype:',
    '      class_label:',
    '        names:',
    ...names.map((name, i) => `          '${i}': ${name}`),
    '  splits:',
    '  - name: train',
  ].join('\n');
const files = {
  'train.jsonl': jsonl(turns(['0', '1'], 40)),
  'test.jsonl': jsonl(turns(['0', '1'], 20), 'other'),
};
const README = `---\n${card('', 'bad', '"very good"')}\n---\n# Reviews\n`;

describe('names of classes', () => {
  it('are those of a README.md', async () => {
    const { labels, said } = await read({ ...files, 'README.md': README });
    expect(labels).toEqual(['bad', 'very good']);
    expect(said).toContain('the classes of column "label" are called bad, very good: README.md says so');
  });

  it('are those of a dataset_info.json, which goes before', async () => {
    const info = { features: { label: { names: ['no', 'yes'], _type: 'ClassLabel' } } };
    const { labels } = await read({
      ...files,
      'README.md': README,
      'dataset_info.json': JSON.stringify(info),
    });
    expect(labels).toEqual(['no', 'yes']);
    expect((await read({ ...files, 'dataset_info.json': '[' })).labels).toEqual(['0', '1']);
  });

  it('are those of a dataset_infos.json, where its configurations agree', async () => {
    const features = (...names: string[]) => ({ features: { label: { names, _type: 'ClassLabel' } } });
    const beside = (info: object) => read({ ...files, 'dataset_infos.json': JSON.stringify(info) });
    expect((await beside({ a: features('no', 'yes'), b: features('no', 'yes') })).labels).toEqual([
      'no',
      'yes',
    ]);
    expect((await beside({ a: features('no', 'yes'), b: features('yes', 'no') })).labels).toEqual(['0', '1']);
  });

  it.each<[string, string[]]>([
    ['in another order than their numbers', ["'1': good", "'0': bad"]],
    ['in quotes, with comments', ["0: 'bad' # zero", '1: "good"', '# no more']],
    ['in a list', ['- bad', "- 'good'"]],
  ])('stand %s', (_title, names) => {
    const yaml = ['features:', '  - name: label', '    dtype:', '      class_label:', '        names:'];
    const text = [...yaml, ...names.map((name) => `        ${name.startsWith('-') ? '' : '  '}${name}`)].join(
      '\n',
    );
    expect({ ...namesInCard(`---\n${text}\n---\n`) }).toEqual({ label: ['bad', 'good'] });
  });

  it('stand in brackets, and before the name of their column', () => {
    const yaml = `---\nfeatures:\n- dtype:\n    class_label:\n      names: [bad, "very, \\u00e9", 'it''s']\n  name: label\n- name: text\n  dtype: string\n---\n`;
    expect({ ...namesInCard(yaml) }).toEqual({ label: ['bad', 'very, é', "it's"] });
    const gap = `---\nfeatures:\n- name: label\n  dtype:\n    class_label:\n      names:\n        '0': a\n        '2': c\n---\n`;
    expect({ ...namesInCard(gap) }).toEqual({});
  });

  it('are none where configurations differ, or nothing is a description', () => {
    const two = `---\ndataset_info:\n${card('a', 'x', 'y')}\n${card('b', 'u', 'v')}\n---\n`;
    expect({ ...namesInCard(two) }).toEqual({});
    const same = `---\ndataset_info:\n${card('a', 'x', 'y')}\n${card('b', 'x', 'y')}\n---\n`;
    expect({ ...namesInCard(same) }).toEqual({ label: ['x', 'y'] });
    expect({ ...namesInCard(card('', 'x', 'y')) }).toEqual({});
  });
});
