/** The claims as a page. Pure. */
import type { Claim } from './claims.ts';
import { LEVEL } from '../stats/family.ts';
import { type Judgement, MARGIN } from './judgement.ts';
import { type Data, patterns } from './sources.ts';

export interface Judged {
  readonly claim: Claim;
  readonly judgement: Judgement;
}

/** A claim without data is not decided, and says what is missing. */
export function judged(claim: Claim, data: Data): Judged {
  const lacking = claim.needs.filter((need) =>
    need === 'latency' ? data.latency === null : data[need].folders.length === 0,
  );
  const missing = lacking.map((need) =>
    need === 'latency'
      ? 'No measurement of latency is there (`scripts/latency`).'
      : `No run is there whose folder is named like \`${patterns[need].source}\`.`,
  );
  const judgement = claim.judge(data) ?? {
    verdict: 'not decided here' as const,
    evidence: lacking.length === 0 ? ['Nothing in the runs bears on it.'] : [],
  };
  return { claim, judgement: { ...judgement, evidence: [...judgement.evidence, ...missing] } };
}

export function page(all: readonly Judged[], data: Data, model: string): string {
  return [
    '# Claims and what was measured of them',
    `${model}. Every verdict comes from a rule in \`packages/results/src/claims\` applied to the numbers of the runs beside this page; it is about this model, these tasks and these settings. Made by \`pnpm bench claims\`; the curves are in \`claims-curves.csv\`.`,
    [
      '| claim | verdict |',
      '| --- | --- |',
      ...all.map(({ claim, judgement }) => `| ${claim.claim} | ${judgement.verdict} |`),
    ].join('\n'),
    `Tests are two-sided; a claim's tests share a level of ${LEVEL} (Holm). Accuracy differences below ${100 * MARGIN} points count as none. *Not decided here* means that the numbers allow both, or are not there: no evidence of a difference is no evidence of none.`,
    ...all.flatMap((one) => [section(one, data)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function section({ claim, judgement }: Judged, data: Data): string {
  const read = claim.needs.flatMap((need) =>
    need === 'latency' ? (data.latency === null ? [] : ['latency']) : data[need].folders,
  );
  return [
    `## ${claim.claim}`,
    `**${judgement.verdict}**. From: ${claim.source}. Read: ${read.length === 0 ? 'nothing' : read.map((name) => `\`${name}\``).join(', ')}.`,
    `Rule: ${claim.rule}${claim.scope === undefined ? '' : ` ${claim.scope}`}`,
    judgement.evidence.map((sentence) => `- ${sentence}`).join('\n'),
  ].join('\n\n');
}
