/** A line of what a report says besides the tables. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}
