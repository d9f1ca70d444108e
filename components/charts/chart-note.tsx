import { formatSpan } from "@/lib/view/format.ts";
import type { SloCard } from "@/lib/view/slo-card.ts";

/** What the lines are of, since the figures above them are of more, and where all of the run is to be seen. */
export function ChartNote({ cards, path }: { cards: readonly SloCard[]; path: string }) {
  const spans = cards.flatMap(({ recentMs }) => (recentMs === undefined ? [] : [recentMs]));
  const shortest = Math.min(...spans);
  return (
    <p className="mt-2 flex flex-wrap justify-between gap-x-4 gap-y-1 text-xs text-mut">
      {spans.length === 0 ? null : (
        <span>
          Lines show the last {formatSpan(shortest)}
          {spans.some((span) => span !== shortest) ? ` or what the objective counts by` : ""} at each moment;
          figures and verdicts are of all the evidence of the stage.
        </span>
      )}
      <a
        href={`/migrations/${path}/history`}
        className="no-print underline decoration-line underline-offset-2 hover:decoration-ink"
      >
        History of the whole run
      </a>
    </p>
  );
}
