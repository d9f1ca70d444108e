import type { Slo } from "../plan/plan.ts";
import type { Side } from "../status/status.ts";
import { countsOf } from "./counts.ts";
import { freshKey, sloKey } from "./queries.ts";
import type { Sample, Samples } from "./samples.ts";
import type { Windows } from "./windows.ts";

/**
 * Why an SLO is blind on a side, or undefined. While the evidence is younger than `freshFor` an answer of nothing or NaN is merely too
 * little, as long as the source has fresh samples: a window that has just begun holds no two scrapes.
 */
export function blindness(
  slo: Slo,
  side: Side,
  samples: Samples,
  value: Sample | undefined,
  windows: Windows,
  ageMs: number,
): string | undefined {
  const prefix = `${sloKey(side, slo.name)}/`;
  for (const [key, sample] of samples)
    if (sample.state === "blind" && key.startsWith(prefix)) return sample.why;
  const fresh = samples.get(freshKey(side, slo.name));
  if (slo.indicator.kind === "value" && fresh === undefined) return tellEmpty(value);
  // A count of 0 is fresh: the series are scraped, nothing happened.
  if (fresh?.state !== "value") return `no sample in the last ${slo.freshForMs / 1000} s`;
  if (ageMs < slo.freshForMs) return undefined;
  const counts = countsOf(slo, side, samples, windows.evidenceMs);
  return counts.state === "counted" ? tellEmpty(value) : counts.why;
}

function tellEmpty(value: Sample | undefined): string | undefined {
  if (value?.state === "value" && Number.isFinite(value.value)) return undefined;
  return value === undefined || value.state === "empty"
    ? "the query answers nothing"
    : "the query answers NaN";
}
