/** The simplest patch with everything that the trainer deals with: y = W x + B A dropout(x) at the queries' projections, rank 2. */
import type { LinearSite, Patch, Site } from '@adaptbench/core';
import { add, matmul } from '@adaptbench/graph';

const RANK = 2;

export function lowRank(sites: readonly Site[], rate = 0): Patch {
  const adapted = sites.filter((s): s is LinearSite => s.kind === 'linear' && s.role === 'q');
  const modules = new Set(adapted.map((s) => s.module));
  return {
    positions: 0,
    params: adapted.flatMap((s) => [
      {
        name: `${s.module}.A`,
        shape: [RANK, s.dIn],
        init: (r) => Float32Array.from({ length: RANK * s.dIn }, () => 0.2 * r.normal()),
      },
      {
        name: `${s.module}.B`,
        shape: [s.dOut, RANK],
        init: (r) => Float32Array.from({ length: s.dOut * RANK }, () => 0.1 * r.normal()),
      },
    ]),
    hooks: (param, dropout) => ({
      linear(site, x, y) {
        if (!modules.has(site.module)) return y;
        const a = matmul(dropout(x, rate), param(`${site.module}.A`), { transB: true });
        return add(y, matmul(a, param(`${site.module}.B`), { transB: true }));
      },
    }),
    merge: null,
    artifact: null,
  };
}
