/**
 * The first s B A of initialisations that PEFT takes out of W when training begins, and again whenever a folder is loaded
 * (peft tuners/lora/layer.py): the loaded model is W − s B₀ A₀ + s B A, which is a plain LoRA of twice the rank,
 *   s [B, −B₀] [A; A₀].
 * PiSSA (Meng et al. 2024, arXiv 2404.02948): s B₀ A₀ is W's best approximation of rank r. OLoRA (Büyükakyüz 2024, arXiv 2406.01775):
 * B₀ A₀ = Q_r R_r of W = Q R. Signs of singular vectors and of Q's columns cancel in the product.
 */
import type { LinearSite } from '@adaptbench/core';
import { EVD, Matrix, QR } from 'ml-matrix';
import type { Init } from './settings.ts';

/** A₀ [k, dIn] and B₀ [dOut, k], row by row. */
export interface Update {
  readonly A: Float32Array;
  readonly B: Float32Array;
  readonly rank: number;
}

/** k, the rank that the initialisation gives to tensors of rank r. */
export const initialRank = (init: Init, site: LinearSite, r: number): number =>
  init === 'plain' ? r : Math.min(r, site.dIn, site.dOut);

/** `w` lies as the checkpoint has it; `scaling` is s. Time is cubic in the smaller side: some seconds at a width of 576. */
export function initialUpdate(
  init: Exclude<Init, 'plain'>,
  site: LinearSite,
  w: Float32Array,
  r: number,
  scaling: number,
): Update {
  const [rows, columns] = site.layout === 'oi' ? [site.dOut, site.dIn] : [site.dIn, site.dOut];
  const stored = Matrix.from1DArray(rows, columns, w);
  const rank = initialRank(init, site, r);
  if (init === 'olora') {
    const { left, right } = leadingQR(stored, rank);
    // PEFT decomposes W as it is stored.
    return site.layout === 'oi'
      ? update(left, right, rank)
      : update(right.transpose(), left.transpose(), rank);
  }
  const { left, right } = leadingSVD(site.layout === 'oi' ? stored : stored.transpose(), rank);
  return update(left, right.div(scaling), rank);
}

const update = (B: Matrix, A: Matrix, rank: number): Update => ({
  B: Float32Array.from(B.to1DArray()),
  A: Float32Array.from(A.to1DArray()),
  rank,
});

/** Q's first k columns and R's first k rows. */
function leadingQR(w: Matrix, k: number): { left: Matrix; right: Matrix } {
  // The first k columns of Q need only W's first columns; R_k = Q_kᵀ W.
  const q = new QR(w.subMatrix(0, w.rows - 1, 0, k - 1)).orthogonalMatrix;
  const left = q.subMatrix(0, w.rows - 1, 0, k - 1);
  return { left, right: left.transpose().mmul(w) };
}

/** W_k = U_k (U_kᵀ W) = (W V_k) V_kᵀ, by the eigenvectors of W Wᵀ or Wᵀ W, whichever is smaller. */
function leadingSVD(w: Matrix, k: number): { left: Matrix; right: Matrix } {
  const wide = w.rows <= w.columns;
  const gram = wide ? w.mmul(w.transpose()) : w.transpose().mmul(w);
  // Eigenvalues come in ascending order.
  const all = new EVD(gram, { assumeSymmetric: true }).eigenvectorMatrix;
  const top = all.subMatrix(0, all.rows - 1, all.columns - k, all.columns - 1);
  return wide ? { left: top, right: top.transpose().mmul(w) } : { left: w.mmul(top), right: top.transpose() };
}
