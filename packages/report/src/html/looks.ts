/** One colour and one shape a method, the same in all charts. Told apart without colour too, by shape and by a label beside. */
const colours = 8;
const shapes = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye', 'hexagon'] as const;

export interface Look {
  /** A CSS value. */
  readonly colour: string;
  readonly symbol: (typeof shapes)[number];
}

/** Of the methods in the order in which they ran. After eight the colours begin again, with other shapes. */
export const looksOf = (methods: readonly string[]): ((method: string) => Look) => {
  const order = [...new Set(methods)];
  return (method) => {
    const i = Math.max(order.indexOf(method), 0);
    const symbol = shapes[(i + Math.floor(i / colours)) % shapes.length] ?? 'circle';
    return { colour: `var(--method-${i % colours})`, symbol };
  };
};
