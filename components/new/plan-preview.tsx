import type { NewMigrationView, StagePreview } from "@/lib/view/new-migration.ts";
import { plural } from "@/lib/view/format.ts";
import { CheckRow } from "../ui/check-row.tsx";
import { Icon } from "../ui/icon.tsx";
import { Lines } from "./problem-list.tsx";

/** What a right plan would do, stage by stage, before it is created. */
export function PlanPreview({ preview }: { preview: Extract<NewMigrationView, { state: "checked" }> }) {
  return (
    <>
      <div>
        <h2 className="text-md">{preview.title}</h2>
        <p className="font-mono text-xs text-mut">{preview.place}</p>
      </div>
      <ul className="grid gap-1.5">
        {preview.facts.map(({ good, text }) => (
          <CheckRow
            key={text}
            icon={good ? "check" : "alert"}
            word={good ? "Good" : "Look at this"}
            tone={good ? "text-pass" : "text-wait"}
            text={text}
          />
        ))}
      </ul>
      {preview.warnings.length === 0 ? null : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <h3 className="section-title">{plural(preview.warnings.length, "thing")} that may be a mistake</h3>
          <Lines lines={preview.warnings} />
        </div>
      )}
      <h3 className="section-title">What it will do, {plural(preview.stages.length, "stage")}</h3>
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {preview.stages.map((stage) => (
          <Stage key={stage.name} stage={stage} />
        ))}
      </ol>
    </>
  );
}

function Stage({ stage }: { stage: StagePreview }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1 border-t border-line pt-3 sm:grid-cols-[12rem_minmax(0,1fr)] sm:gap-x-5">
      <div>
        <h4 className="font-semibold">{stage.name}</h4>
        <p className="text-xs text-mut">{stage.phase}</p>
        <p className="mt-1 text-sm">{stage.weight} on green</p>
      </div>
      <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-3 gap-y-1 text-sm sm:grid-cols-[7rem_minmax(0,1fr)]">
        <Row name="Changes" lines={stage.changes} none="nothing in the cluster" />
        <Row name="Bake" lines={[stage.bake]} none="" />
        <Row name="Gates" lines={stage.gates} none="none" />
        {stage.loses === undefined ? null : (
          <>
            <dt className="flex items-center gap-1.5 font-semibold">
              <Icon name="door" size={13} /> No way back
            </dt>
            <dd>{stage.loses}</dd>
          </>
        )}
      </dl>
    </li>
  );
}

function Row({ name, lines, none }: { name: string; lines: string[]; none: string }) {
  return (
    <>
      <dt className="text-mut">{name}</dt>
      <dd>
        {lines.length === 0 ? (
          none
        ) : (
          <ul>
            {lines.map((line) => (
              <li key={line} className="break-words">
                {line}
              </li>
            ))}
          </ul>
        )}
      </dd>
    </>
  );
}
