/** What came of the steps, for people. Pure. */
import { z } from 'zod';
import type { Asked } from './arguments.ts';
import type { Card } from './card.ts';
import type { StepRecord } from './manifest.ts';

export function page(card: Card, { device, model, tiny }: Asked, steps: readonly StepRecord[]): string {
  const last = new Map(steps.map((step) => [step.name, step]));
  const figures = (name: string): StepRecord['figures'] => last.get(name)?.figures ?? null;
  const figure = (name: string, key: string): string => {
    const value = figures(name)?.[key];
    return typeof value === 'number' ? value.toPrecision(4) : '–';
  };
  const peer = card.software ? 'PEFT, transformers, on the processor' : 'PEFT, transformers';
  const row = (what: string, ours: string, theirs: string, key: string): string =>
    `| ${what} | ${figure(ours, key)} | ${figure(theirs, key)} |`;
  return [
    `# ${card.name}`,
    ...(card.software
      ? [
          '**SwiftShader, a software GPU: no card has run this.** A processor plays the card, so that no time here says anything of any card’s.',
        ]
      : []),
    `onnxruntime on ${device}, model ${model ?? (tiny ? 'tiny' : 'embedded')}, driver ${card.driver ?? 'unknown'}.${tiny ? ' Sizes of a rehearsal.' : ''}`,
    [
      '| step | outcome | seconds |\n| --- | --- | ---: |',
      ...steps.map((s) => `| ${s.name} | ${s.outcome} | ${s.seconds.toFixed(1)} |`),
    ].join('\n'),
    [
      `| | adaptbench | ${peer} |\n| --- | ---: | ---: |`,
      row('LoRA training (tokens/s)', 'train', 'train-peft', 'tokensPerSecond'),
      row('scoring (items/s)', 'score', 'score-transformers', 'itemsPerSecond'),
    ].join('\n'),
    ...agreement(figures('train'), figures('train-peft'), figures('score'), figures('score-transformers')),
    'Parity of methods with the processor: parity/parity.md. Rank and prefix length: sweep/report.md. What each step printed: its .txt.',
  ]
    .join('\n\n')
    .concat('\n');
}

const trained = z.looseObject({ losses: z.array(z.number()) });
const scored = z.looseObject({ logProbs: z.array(z.array(z.number())) });

/** Both sides begin with the same model, so that first losses and scores are the same numbers. */
function agreement(...[train, trainPeer, score, scorePeer]: StepRecord['figures'][]): string[] {
  const first = (figures: unknown): number[] | undefined =>
    trained.safeParse(figures).data?.losses.slice(0, 1);
  const all = (figures: unknown): number[] | undefined => scored.safeParse(figures).data?.logProbs.flat();
  const told = (what: string, a: number[] | undefined, b: number[] | undefined): string[] =>
    a === undefined || b === undefined || a.length !== b.length
      ? []
      : [`${what} differ by ${Math.max(...a.map((x, i) => Math.abs(x - b[i]!))).toExponential(1)} at most`];
  const said = [
    ...told('first losses of the training', first(train), first(trainPeer)),
    ...told('log-probabilities of the scored answers', all(score), all(scorePeer)),
  ];
  return said.length === 0 ? [] : [`Beside the peer: ${said.join('; ')}.`];
}
