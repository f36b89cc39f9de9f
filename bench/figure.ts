/** One line of the report. Times are of this machine and this run; what counts is how they stand to their anchor. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure is read against, measured in the same run. */
  readonly anchor?: string | Readonly<Record<string, number>>;
  readonly ratio?: number;
  /** What the figure, or where `ratio` is given the ratio, has to reach. */
  readonly must?: string;
  readonly moonshot?: string;
}

/** Four digits: more would be noise. */
const short = (value: number): number => Number(value.toPrecision(4));

/** Prints a figure as the line of JSON that `npm run bench` collects. */
export function report({ value, anchor, ratio, ...rest }: Figure): void {
  const shortAnchor =
    typeof anchor === 'object'
      ? Object.fromEntries(Object.entries(anchor).map(([name, number]) => [name, short(number)]))
      : anchor;
  const figure: Figure = {
    ...rest,
    value: short(value),
    ...(shortAnchor !== undefined && { anchor: shortAnchor }),
    ...(ratio !== undefined && { ratio: short(ratio) }),
  };
  console.log(JSON.stringify(figure));
}
