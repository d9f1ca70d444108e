import { prometheusLink } from "@/lib/view/prometheus-link.ts";

/** So much before it is shown with it. */
const BEFORE_MS = 5 * 60_000;

/** The query that an entry of the journal stands on, in Prometheus at its time; nothing where there is none, or no way there. */
export function EvidenceLink({
  entry: { at, seq, query },
  prometheus,
  className = "",
}: {
  entry: { at: number; seq: number; query?: string };
  prometheus: string | undefined;
  className?: string;
}) {
  if (prometheus === undefined || query === undefined) return null;
  return (
    <a
      href={prometheusLink(prometheus, [query], { from: at - BEFORE_MS, to: at })}
      target="_blank"
      rel="noreferrer"
      className={`no-print underline decoration-line underline-offset-2 ${className}`}
    >
      Evidence<span className="sr-only"> of entry {seq} in Prometheus</span>
    </a>
  );
}
