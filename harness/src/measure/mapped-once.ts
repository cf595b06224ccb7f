/** Resident pages of mapped files, each counted once however many mappings of a process show it. */

interface Mapping {
  /** Bytes of the file, from–to. */
  readonly from: number;
  readonly to: number;
  /** Share of them that is resident; a mapping whose pages have been written to has private ones that count as anonymous. */
  readonly density: number;
}

/**
 * From the text of /proc/…/smaps. Where mappings of one file overlap, the one with the larger share of its pages resident counts: exact
 * where the whole of a mapping is resident, as weights are once they have been used.
 */
export function mappedOnceIn(smaps: string): number {
  const files = new Map<string, Mapping[]>();
  const areas = smaps.matchAll(
    /^([\da-f]+)-([\da-f]+) \S+ ([\da-f]+) ([\da-f]+:[\da-f]+) (\d+).*\n(?:[A-Z].*\n)*?Rss: +(\d+) kB\n(?:[A-Z].*\n)*?Anonymous: +(\d+) kB/gm,
  );
  for (const [, start = '', end = '', offset = '', device, inode, rss, anonymous] of areas) {
    const bytes = Number.parseInt(end, 16) - Number.parseInt(start, 16);
    const from = Number.parseInt(offset, 16);
    const resident = (Number(rss) - Number(anonymous)) * 1024;
    if (inode === '0' || resident <= 0) continue;
    const file = `${device} ${inode}`;
    const mapping = { from, to: from + bytes, density: resident / bytes };
    files.set(file, [...(files.get(file) ?? []), mapping]);
  }
  return Math.round([...files.values()].reduce((sum, mappings) => sum + union(mappings), 0));
}

/** Σ length × highest density over the stretches between all ends. */
function union(mappings: readonly Mapping[]): number {
  const ends = [...new Set(mappings.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
  const sorted = mappings.toSorted((a, b) => a.from - b.from);
  let open: Mapping[] = [];
  let next = 0;
  let sum = 0;
  ends.forEach((end, i) => {
    const from = ends[i - 1] ?? end;
    open = open.filter(({ to }) => to > from);
    while (next < sorted.length && sorted[next]!.from <= from) open.push(sorted[next++]!);
    sum += (end - from) * Math.max(0, ...open.filter(({ to }) => to > from).map((m) => m.density));
  });
  return sum;
}
