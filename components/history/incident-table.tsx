import { plural } from "@/lib/view/format.ts";
import type { Incident } from "@/lib/view/incidents.ts";
import { Button } from "../ui/button.tsx";
import { EvidenceLink } from "../ui/evidence-link.tsx";
import { TONE_TEXT } from "../ui/tone.ts";
import { When } from "../ui/when.client.tsx";

/** What went another way than planned, each with its place in the charts and the query that it stands on. */
export function IncidentTable({
  incidents,
  near,
  onShow,
  prometheus,
}: {
  incidents: readonly Incident[];
  near: number;
  onShow: (at: number) => void;
  prometheus?: string;
}) {
  return (
    <section aria-labelledby="incidents-title" className="card">
      <h2 id="incidents-title" className="section-title mb-1">
        What went another way than planned
      </h2>
      {incidents.length === 0 ? (
        <p className="text-sm">Nothing.</p>
      ) : (
        <ul className="grid text-sm">
          {incidents.toReversed().map((incident) => (
            <li
              key={incident.seq}
              className="grid gap-x-4 gap-y-0.5 border-t border-line py-2 first:border-0 sm:grid-cols-[7rem_8rem_minmax(0,1fr)_auto]"
            >
              <When at={incident.at} style="day" near={near} />
              <b className={incident.tone === "plain" ? "" : TONE_TEXT[incident.tone]}>{incident.word}</b>
              <span className="min-w-0 wrap-anywhere">
                {incident.text}
                {incident.more === undefined
                  ? ""
                  : `; ${plural(incident.more, "more verdict")} at the same time`}
                <span className="text-mut">
                  {" "}
                  {incident.actor}, #{incident.seq}
                </span>
              </span>
              <span className="no-print flex flex-wrap items-center gap-3">
                <Button type="button" look="small" onClick={() => onShow(incident.at)}>
                  Show<span className="sr-only"> entry {incident.seq} in the charts</span>
                </Button>
                <EvidenceLink entry={incident} prometheus={prometheus} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
