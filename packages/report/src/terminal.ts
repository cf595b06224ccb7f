/** A table for a terminal of a given width: headers wrapped, droppable columns left out from the right until it fits. */
import { type TableUserConfig, getBorderCharacters, table as draw } from 'table';
import { chosenOnly, type Table, cellText, view, count } from '@adaptbench/results';
import { oneLine } from './printable.ts';

interface Drawn {
  readonly header: string;
  readonly kind: Table['columns'][number]['kind'];
  readonly droppable: boolean;
  readonly numeric: boolean;
  readonly cells: readonly string[];
  readonly width: number;
}

/** Between two columns. */
const GAP = 2;
/** The configuration is wrapped rather than narrower than this. */
const NARROWEST = 14;

/** Without colours; ends with a line break. `width` in character cells; of more than `limit` lines the chosen ones. */
export function terminalTable(table: Table, width: number, limit = Infinity): string {
  const shownTable = chosenOnly(table, limit);
  const { columns, rows } = view(shownTable, 'screen');
  let drawn = columns.map((column, i): Drawn => {
    const cells = rows.map((row) => oneLine(cellText(row[i] ?? null, column.digits)));
    const words = [...column.header.split(' '), ...cells];
    return {
      header: column.header,
      kind: column.kind,
      droppable: column.droppable ?? false,
      numeric: rows.some((row) => typeof row[i] === 'number'),
      cells,
      width: words.reduce((widest, word) => Math.max(widest, word.length), 0),
    };
  });
  const total = (): number => drawn.reduce((sum, column) => sum + column.width + GAP, 0);
  const before = drawn.length;
  while (total() - excess(drawn) > width && drawn.some((column) => column.droppable))
    drawn = drawn.toSpliced(
      drawn.findLastIndex((column) => column.droppable),
      1,
    );
  const over = Math.max(0, total() - width);
  drawn = drawn.map((c) => (wraps(c) ? Object.assign(c, { width: Math.max(NARROWEST, c.width - over) }) : c));
  const dropped = before - drawn.length;
  const more = [
    ...(rows.length < table.rows.length ? [count(table.rows.length - rows.length, 'more line')] : []),
    ...(dropped === 0 ? [] : [count(dropped, 'more column')]),
  ];
  const note = more.length === 0 ? '' : `(${more.join(' and ')} in ${shownTable.name}.csv)\n`;
  return `${shownTable.title}\n${grid(drawn, rows.length)}${note}`;
}

const wraps = ({ kind }: Drawn): boolean => kind === 'configuration';
/** What wrapping can save. */
const excess = (columns: readonly Drawn[]): number =>
  columns.filter(wraps).reduce((sum, column) => sum + Math.max(0, column.width - NARROWEST), 0);

function grid(columns: readonly Drawn[], rows: number): string {
  const lines = [
    columns.map((column) => column.header),
    ...Array.from({ length: rows }, (_, i) => columns.map((column) => column.cells[i] ?? '')),
  ];
  const config: TableUserConfig = {
    border: { ...getBorderCharacters('void'), bodyJoin: ' ', joinBody: '─', joinJoin: '─' },
    columns: columns.map((column) => ({
      width: column.width,
      wrapWord: true,
      alignment: column.numeric ? 'right' : 'left',
      verticalAlignment: 'bottom',
      paddingLeft: 0,
      paddingRight: 1,
    })),
    drawHorizontalLine: (line) => line === 1,
  };
  return draw(lines, config)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
