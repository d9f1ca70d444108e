type LinearScale = {
  (value: number): number;
  domain: Ends;
  range: Ends;
  copy: () => LinearScale;
};
/** Told without an argument, set with one. */
type Ends = { (): readonly number[]; (ends: readonly number[]): LinearScale };

/**
 * A straight line from a domain to a range, as Recharts asks for it: all that a chart of ours needs. `next.config.ts` puts this module in the place of
 * d3's scales as well, since Recharts looks those up by name: a bundler has to keep each one, with its colours and calendars.
 */
export function scaleLinear(): LinearScale {
  let domain: readonly number[] = [0, 1];
  let range: readonly number[] = [0, 1];
  function scale(value: number): number {
    const [from = 0, to = 1] = domain;
    const [start = 0, end = 1] = range;
    return to === from ? start : start + ((value - from) * (end - start)) / (to - from);
  }
  const self: LinearScale = Object.assign(scale, {
    domain: ((ends) => {
      if (ends === undefined) return domain;
      domain = ends;
      return self;
    }) as Ends,
    range: ((ends) => {
      if (ends === undefined) return range;
      range = ends;
      return self;
    }) as Ends,
    copy: () => scaleLinear().domain(domain).range(range),
  });
  return self;
}

/** Imported by the brush of Recharts, which no chart of ours has. */
export const scalePoint = scaleLinear;
