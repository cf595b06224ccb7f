/**
 * Answers within a document: what a question, a form or an example asks for. They are few among the tokens, and what is to be learnt; so
 * they count more in the loss.
 */

/** Marks that no document holds otherwise: ASCII's own for the start and the end of a text. */
const [START, END] = ['\u0002', '\u0003'];

/** Marks an answer, with the space before it. */
export const answer = (text: string): string => START + text + END;

export interface Piece {
  readonly text: string;
  readonly answer: boolean;
}

/** A marked document in pieces. */
export const piecesOf = (marked: string): Piece[] =>
  marked.split(START).flatMap((part, i): Piece[] => {
    const [inside = '', after] = part.split(END);
    if (i === 0) return [{ text: part, answer: false }];
    return [
      { text: inside, answer: true },
      { text: after ?? '', answer: false },
    ];
  });
