/** What a decision costs: to make each configuration, to serve it, and from how many requests on training has paid. */
import { once } from '../once.ts';
import { type Prices, energy, money } from '../run/prices.ts';
import { type BreakEven, breakEven } from '../stats/break-even.ts';
import { type Estimate, scaled } from '../stats/estimate.ts';
import { identity } from './accuracy.ts';
import { groupBy } from './group.ts';
import { type Answering, answerings, requestMs, trainingSeconds, trains } from './servings.ts';
import type { ConfigurationRow } from './rows.ts';
import { type Cell, type Column, type Table, makeTable } from './table.ts';

const ways = Object.keys(answerings) as Answering[];

/** null where nothing was measured that could cost anything. */
export function costTable(all: readonly ConfigurationRow[], prices: Prices = {}): Table | null {
  const rows = all.filter((row) => trains(row) || ways.some((way) => requestMs(row, way) !== null));
  if (rows.length === 0) return null;
  const training = quantity('training', trainingSeconds);
  // 1,000 requests take as many seconds as one takes milliseconds.
  const requests = ways.map((serving) =>
    quantity(`1,000 requests ${answerings[serving].words}`, (row) => requestMs(row, serving)),
  );
  const quantities = [training, ...requests];
  const columns: readonly Column<ConfigurationRow>[] = [
    ...identity,
    ...quantities.flatMap((q) => q.seconds),
    ...quantities.flatMap((q) => q.priced('kWh', (s) => energy(s, prices))),
    ...quantities.flatMap((q) => q.priced('money', (s) => money(s, prices))),
  ];
  return makeTable(
    {
      name: 'cost',
      title: 'Cost of training and of requests',
      legend: [
        'Seconds are those of this machine, all of its cores. Training: its steps alone, mean over seeds. One at a time: the median request, 1,000 times. In batches: all test items at the evaluation’s batch size.',
        ...priceLines(prices),
      ],
    },
    columns.filter(({ value }) => rows.some((row) => value(row) !== null)),
    rows,
  );
}

/** Something that takes seconds: the columns that tell them, and those of a price. */
function quantity(name: string, of: (row: ConfigurationRow) => Estimate | null) {
  const end = (which: 'low' | 'high'): Column<ConfigurationRow> => ({
    header: `${name}, ${which} (s)`,
    value: (row) => of(row)?.[which] ?? null,
    only: 'file',
  });
  const seconds: readonly Column<ConfigurationRow>[] = [
    { header: `${name} (s)`, value: (row) => of(row)?.value ?? null, digits: 1 },
    end('low'),
    end('high'),
  ];
  const priced = (
    unit: string,
    price: (seconds: number) => number | null,
  ): readonly Column<ConfigurationRow>[] => [
    {
      header: `${name} (${unit})`,
      value: (row) => {
        const value = of(row)?.value;
        return value === undefined ? null : price(value);
      },
      digits: 5,
    },
  ];
  return { seconds, priced };
}

function priceLines({ perHour, watts, perKwh }: Prices): string[] {
  const given = [
    perHour === undefined ? '' : `${perHour} an hour of the machine`,
    watts === undefined ? '' : `${watts} W`,
    perKwh === undefined ? '' : `${perKwh} a kWh`,
  ].filter((text) => text !== '');
  return given.length === 0
    ? [
        'For energy and money, say what the machine draws and costs: --watts, --price-per-kwh, --price-per-hour.',
      ]
    : [`Energy and money: by the prices given, ${given.join(', ')}.`];
}

/** A trained configuration against one that only prompts, on the same task, served in the same way. */
export interface Decision extends BreakEven {
  readonly trained: ConfigurationRow;
  readonly untrained: ConfigurationRow;
  readonly serving: Answering;
  /** Milliseconds. */
  readonly savedMs: number;
}

/** Each method's chosen trained configuration against every configuration without training. */
export const decisions = once((rows: readonly ConfigurationRow[]): readonly Decision[] =>
  groupBy(rows, (row) => row.task).flatMap((ofTask) => {
    const trained = ofTask.filter((row) => row.chosen && trains(row));
    const untrained = ofTask.filter((row) => row.done.length > 0 && !trains(row));
    return trained.flatMap((a) =>
      untrained.flatMap((b) => ways.flatMap((serving) => decide(a, b, serving) ?? [])),
    );
  }),
);

function decide(trained: ConfigurationRow, untrained: ConfigurationRow, serving: Answering): Decision | null {
  const training = trainingSeconds(trained);
  const [cheap, dear] = [requestMs(trained, serving), requestMs(untrained, serving)];
  if (training === null || cheap === null || dear === null) return null;
  const seconds = breakEven(training, scaled(dear, 1e-3), scaled(cheap, 1e-3));
  return { trained, untrained, serving, savedMs: dear.value - cheap.value, ...seconds };
}

const columns: readonly Column<Decision>[] = [
  { header: 'task', value: ({ trained }) => trained.task, ifVaried: true },
  { header: 'trained', value: ({ trained }) => `${trained.method} ${trained.configuration}` },
  { header: 'against', value: ({ untrained }) => `${untrained.method} ${untrained.configuration}` },
  { header: 'served', value: ({ serving }) => answerings[serving].words },
  { header: 'saved per request (ms)', value: ({ savedMs }) => savedMs, digits: 2 },
  { header: 'break-even (requests)', value: ({ requests }) => requests ?? 'never', digits: 0 },
  { header: '95 % low (requests)', value: ({ low }) => low, only: 'file' },
  { header: '95 % high (requests)', value: ({ high }) => high, only: 'file' },
  { header: '95 % interval (requests)', value: interval, only: 'screen' },
  {
    header: 'test accuracy gained (points)',
    value: ({ trained, untrained }) =>
      trained.test === null || untrained.test === null
        ? null
        : (trained.test.mean - untrained.test.mean) * 100,
    digits: 1,
  },
];

function interval({ requests, low, high, covers }: Decision): Cell {
  if (covers === 'none') return 'measured once';
  const some = covers === 'some' ? ' (in part)' : '';
  if (low === null) return `never${some}`;
  if (high === null)
    return requests === null ? `never, or from ${wholeText(low)}${some}` : `${wholeText(low)} or more${some}`;
  return `${wholeText(low)}–${wholeText(high)}${some}`;
}

const wholeText = (n: number): string => Math.round(n).toLocaleString('en-US');

/** null where nothing was trained, or nothing not. */
export function breakEvenTable(rows: readonly ConfigurationRow[]): Table | null {
  const all = decisions(rows);
  if (all.length === 0) return null;
  return makeTable(
    {
      name: 'break-even',
      title: 'From how many requests on training has paid',
      legend: [
        'Break-even: training over what a request saves. The same in seconds, energy and money, as all run on one machine. Never: a request of the trained method is not cheaper.',
        'Interval: Fieller’s, from training over seeds and both request times; “or more” where the data do not exclude that a request saves nothing; “in part” where one of these was measured once, so that its own spread is missing.',
        'One at a time: each request reads its whole prompt. At its fastest: a shared beginning kept in memory, or the patch folded into the weights, where that is faster.',
      ],
    },
    columns,
    all,
  );
}
