/** What tasks may draw from, and what the embedded model has read of it. How the model is made stands in `making`. */
export { drawDocument, type Mixture } from './corpus/document.ts';
export { seed } from './recipe.ts';
export * from './worlds/index.ts';
