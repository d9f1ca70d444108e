import { prometheusLink } from "@/lib/view/prometheus-link.ts";
import type { SloCard } from "@/lib/view/slo-card.ts";
import { CopyButton } from "../ui/copy-button.client.tsx";

/** What a verdict stands on: the very query, whose answer is the value shown. */
export function Evidence({ card, prometheus }: { card: SloCard; prometheus?: string | undefined }) {
  return (
    <details className="no-print mt-2 text-xs">
      <summary className="w-fit py-1 text-mut hover:text-ink">Evidence</summary>
      {card.why === "" ? null : <p className="mt-1">{card.why}</p>}
      {card.onBreach === undefined ? null : (
        <p className="mt-1 text-mut">
          A breach on green{" "}
          {card.onBreach === "rollback" ? "rolls back" : card.onBreach === "hold" ? "holds" : "warns"}.
        </p>
      )}
      {card.evidence.map((side) => (
        <div key={side.side} className="mt-2">
          <p className="text-mut">
            {side.side}: {side.verdict.toLowerCase()}, {side.value}, {side.samples}
          </p>
          <pre
            tabIndex={0}
            className="mt-1 max-h-32 overflow-auto rounded-md bg-soft p-2 font-mono text-2xs whitespace-pre-wrap wrap-anywhere"
          >
            {side.query}
          </pre>
          <div className="mt-1 flex flex-wrap items-center gap-3">
            {prometheus === undefined ? null : (
              <a
                href={prometheusLink(prometheus, [side.query], card.time)}
                target="_blank"
                rel="noreferrer"
                className="underline decoration-line underline-offset-2 hover:decoration-ink"
              >
                Open {side.side}’s query in Prometheus
              </a>
            )}
            <CopyButton label={`Copy ${side.side}’s query`} text={side.query} />
          </div>
        </div>
      ))}
    </details>
  );
}
