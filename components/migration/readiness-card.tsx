import { memo } from "react";
import type { ReadinessView } from "@/lib/view/readiness.ts";
import { Button } from "../ui/button.tsx";
import { CheckRow } from "../ui/check-row.tsx";
import { CopyButton } from "../ui/copy-button.client.tsx";
import { When } from "../ui/when.client.tsx";
import { CommandForm } from "./command-form.client.tsx";

/** Would a rollback work now? And how it is done when nothing of Crossfade answers. */
function ReadinessCardPlain({ readiness, near }: { readiness: ReadinessView; near: number }) {
  const { drill } = readiness;
  return (
    <div id="readiness">
      <h2 className="section-title mb-2">Rollback readiness</h2>
      {readiness.gone === undefined ? null : (
        <p className="mb-2 rounded-lg bg-soft px-3 py-2 text-sm">
          There is no way back any more: {readiness.gone}
        </p>
      )}
      <ul className="grid gap-1.5">
        {readiness.checks.map((check) => (
          <CheckRow
            key={check.name}
            icon={check.state === "ok" ? "check" : check.state === "open" ? "idle" : "cross"}
            word={check.state === "ok" ? "yes:" : check.state === "open" ? "not yet:" : "no:"}
            tone={check.state === "failed" ? "text-bad" : ""}
            text={check.text}
            detail={
              <>
                {check.at === undefined ? null : (
                  <>
                    <When at={check.at} style="day" near={near} />,{" "}
                  </>
                )}
                {check.detail}
              </>
            }
          />
        ))}
      </ul>
      <div className="no-print mt-3 flex flex-wrap items-center gap-2">
        <CommandForm kind="drill" off={!drill.allowed}>
          <Button
            type={drill.allowed ? "submit" : "button"}
            look="small"
            off={!drill.allowed}
            {...(drill.allowed ? {} : { "aria-describedby": "why-drill" })}
          >
            Run a drill
          </Button>
        </CommandForm>
        <span id="why-drill" className="text-xs text-mut">
          {drill.allowed ? "It tries everything a rollback needs, and changes no weight." : drill.why}
        </span>
      </div>
      {readiness.kubectl === undefined ? null : (
        <details className="mt-3 text-sm">
          <summary className="py-1 text-mut hover:text-ink">
            If this dashboard is down: roll back with kubectl
          </summary>
          <pre
            tabIndex={0}
            className="mt-1 max-h-48 overflow-auto rounded-md bg-soft p-2 font-mono text-2xs whitespace-pre-wrap wrap-anywhere"
          >
            {readiness.kubectl}
          </pre>
          <div className="mt-1.5">
            <CopyButton label="Copy the command" text={readiness.kubectl} />
          </div>
        </details>
      )}
    </div>
  );
}

export const ReadinessCard = memo(ReadinessCardPlain);
