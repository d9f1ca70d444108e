/** A cell that is a number is printed as it is; round it where it is made. */
export type Cell = string | number;

/** Rows under a head, columns aligned: text to the left, figures to the right. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const isFigure = head.map((_, column) =>
    rows.every((row) => /^[-<>≥≤~]?[\d.]|^$|^n\/a$/.test(String(row[column] ?? ""))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return isFigure[column] ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const [first = [], ...rest] = texts;
  return [line(first), widths.map((width) => "-".repeat(width)).join("  "), ...rest.map(line)].join("\n");
}

/** How many times larger `theirs` is than `ours`: `12×`; `n/a` where there is nothing to compare. */
export function ratio(theirs: number | undefined, ours: number | undefined): string {
  if (theirs === undefined || ours === undefined || ours === 0 || !Number.isFinite(theirs)) return "n/a";
  return `${short(theirs / ours)}×`;
}

/** Three digits that matter. */
export const short = (value: number): string =>
  Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));

/** The value below which `share` (0 to 1) of the sorted values lie; undefined of none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
