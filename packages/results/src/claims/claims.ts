/** The claims, where they come from, what feeds them and which rule judges them. */
import { type SideRatio, ratiosOf } from './latency.ts';
import {
  type Rule,
  better,
  drawMatters,
  flat,
  increasing,
  noHelp,
  nonMonotonic,
  unstable,
} from './accuracy-rules.ts';
import type { Judgement } from './judgement.ts';
import { against, byTag, curvesOver, matching } from './groups.ts';
import { noSlower, slower } from './latency-rules.ts';
import type { Data, Source } from './sources.ts';

export interface Claim {
  readonly claim: string;
  /** Who says so. */
  readonly source: string;
  /** Runs that it needs; `latency`: `scripts/latency`. */
  readonly needs: readonly (Source | 'latency')[];
  readonly rule: string;
  /** null where nothing in the data bears on it. */
  readonly judge: (data: Data) => Judgement | null;
  /** What a verdict here does not say. */
  readonly scope?: string;
}

/** A rule on what the data have of it. */
const on = <T>({ text, judge }: Rule<readonly T[]>, of: (data: Data) => readonly T[]) => ({
  rule: text,
  judge(data: Data): Judgement | null {
    const found = of(data);
    return found.length === 0 ? null : judge(found);
  },
});
const ratios = (data: Data, wanted: (r: SideRatio) => boolean): SideRatio[] =>
  (data.latency?.pairs ?? []).flatMap(ratiosOf).filter(wanted);

export const claims: readonly Claim[] = [
  {
    claim: 'Quality does not grow steadily with the length of a prefix',
    source: 'Li & Liang 2021, section 7.1',
    needs: ['sst2'],
    ...on(nonMonotonic, (data) => curvesOver(data.sst2.rows, 'prefix', 'length', 'projection')),
  },
  {
    claim: 'Training a prefix directly, without the MLP, is unstable and worse',
    source: 'Li & Liang 2021, section 4.3',
    needs: ['sst2'],
    ...on(unstable, (data) =>
      against(data.sst2.rows, 'prefix', 'projection', {
        withIt: false,
        without: true,
        name: (row, value) =>
          `length ${JSON.stringify(row.spec.config['length'])} ${value === true ? 'through the MLP' : 'direct'}`,
      }),
    ),
    scope:
      'Each with a learning rate of its own, the best of a few tried with one seed (3e-4 through the MLP, 1e-2 direct).',
  },
  {
    claim: 'LoRA merged into the weights adds no latency',
    source: 'Hu et al. 2021, section 4.1',
    needs: ['latency'],
    ...on(noSlower, (data) => ratios(data, ({ side }) => side.startsWith('LoRA') && side.endsWith('merged'))),
  },
  {
    claim: 'LoRA beside the weights adds latency',
    source: 'the reason to merge',
    needs: ['latency'],
    ...on(slower, (data) => ratios(data, ({ side }) => side.startsWith('LoRA') && side.endsWith('beside'))),
  },
  {
    claim: 'Adapters add latency',
    source: 'Hu et al. 2021, table 1',
    needs: ['latency'],
    ...on(slower, (data) => ratios(data, ({ side }) => side.startsWith('adapter'))),
  },
  {
    claim: 'Naming an answer out of a list (choice) is easier than completing a sentence (cloze)',
    source: 'often assumed of instruction-tuned models; Robinson et al. 2022 find it for large ones only',
    needs: ['sst2', 'waimai'],
    ...on(better, ({ sst2, waimai }) => byTag([...sst2.rows, ...waimai.rows], 'choice', 'cloze')),
  },
  {
    claim: 'Chain of thought does not help a model as small as this one',
    source: 'Wei et al. 2022, section 3.2: an ability that comes with scale',
    needs: ['multiarith', 'gsm8k'],
    ...on(noHelp, ({ multiarith, gsm8k }) => {
      const rows = [...multiarith.rows, ...gsm8k.rows];
      const control = against(rows, 'cot', 'rationale', {
        withIt: true,
        without: false,
        name: (row, value) =>
          `${row.task}, ${wordOf(row.spec.config['mode'])} ${value === true ? 'with worked solutions' : 'with answers only'}`,
      });
      return control.length > 0 ? control : matching(rows, ['cot', 'icl'], 'shots');
    }),
    scope: 'One small model says nothing of large ones.',
  },
  {
    claim:
      'Trained on worked solutions, even a model as small as this one answers more than trained on answers alone',
    source: 'Magister et al. 2023; Ho et al. 2023',
    needs: ['multiarith', 'gsm8k'],
    ...on(better, ({ multiarith, gsm8k }) =>
      matching([...multiarith.rows, ...gsm8k.rows], ['lora+cot', 'lora'], 'train'),
    ),
  },
  {
    claim: 'Few-shot accuracy depends on which exemplars are drawn',
    source: 'Zhao et al. 2021; Lu et al. 2022',
    needs: ['sst2', 'waimai'],
    ...on(drawMatters, ({ sst2, waimai }) => curvesOver([...sst2.rows, ...waimai.rows], 'icl', 'shots')),
  },
  {
    claim: 'The rank of LoRA hardly matters',
    source: 'Hu et al. 2021, section 7.2',
    needs: ['sst2'],
    ...on(flat, (data) => curvesOver(data.sst2.rows, 'lora', 'rank')),
  },
  {
    claim: 'More training items help',
    source: 'common knowledge',
    needs: ['items'],
    ...on(increasing, (data) => curvesOver(data.items.rows, 'lora', 'train')),
  },
];

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
