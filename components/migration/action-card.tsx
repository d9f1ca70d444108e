import type { ReactNode } from "react";
import type { ControlView } from "@/lib/view/control.ts";
import { plural } from "@/lib/view/format.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { When } from "../ui/when.client.tsx";
import { ActionButton } from "./action-button.tsx";
import { CommandForm } from "./command-form.client.tsx";
import { ForceRollback } from "./force-rollback.tsx";
import { GateList } from "./gate-list.tsx";
import { SkipBakeForm } from "./skip-bake-form.tsx";

/**
 * May I, and what will it do. On a phone the buttons stand at the lower edge, under the thumb, and the conditions in the page. During a
 * rollback the countdown stands in the same place.
 */
export function ActionCard({
  view,
  countdown,
  steps,
}: {
  view: ControlView;
  /** While traffic goes back, and after it. */
  countdown: ReactNode;
  steps: ReactNode;
}) {
  const { next } = view;
  // Whoever may approve now finds the way there at once: it stands far below on a phone.
  const askedOfMe = view.approvals.open.find(({ why }) => why === undefined);
  return (
    <section id="action" aria-labelledby="action-title" className="card flex flex-col gap-3">
      <h2 id="action-title" className="section-title">
        {next.heading}
      </h2>
      {view.rollingBack ? null : (
        <>
          {next.obstacle === undefined ? null : (
            <p className="flex gap-1.5 text-sm text-wait">
              <span className="mt-0.5">
                <Icon name="alert" />
              </span>
              {next.obstacle}
            </p>
          )}
          {next.unmet.length > 0 ? <GateList lines={next.unmet} action={retryJob} /> : null}
          {next.met.length > 0 ? <MetConditions view={view} /> : null}
          {next.loses === undefined ? null : (
            <p className="flex gap-2 rounded-lg bg-bad-bg px-3 py-2 text-sm text-bad">
              <span className="mt-1">
                <Icon name="door" />
              </span>
              <span>
                <b>There is no way back from the next stage.</b>{" "}
                <span className="text-ink">{next.loses}</span>
              </span>
            </p>
          )}
          {next.isolation === undefined ? null : <p className="text-xs text-wait">{next.isolation}</p>}
        </>
      )}
      <div className="no-print fixed inset-x-0 bottom-0 z-10 grid gap-2 rounded-t-2xl border-t border-line bg-panel p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] shadow-(--shadow) lg:static lg:gap-2.5 lg:rounded-none lg:border-0 lg:p-0 lg:shadow-none">
        {countdown}
        {askedOfMe === undefined ? null : (
          <a
            href="#approvals"
            className="no-print rounded-lg border border-edge px-3 py-2 text-sm font-semibold hover:border-ink"
          >
            Your approval is asked for: {askedOfMe.name}
          </a>
        )}
        <Buttons view={view} />
        {next.onlooker === undefined ? null : <p className="text-xs text-mut">{next.onlooker}</p>}
      </div>
      {steps}
      {view.state === "Completed" || view.state === "Aborted" ? (
        <p>
          <a
            href={`/migrations/${view.command.namespace}/${view.command.name}/report`}
            className="underline decoration-line underline-offset-2 hover:decoration-ink"
          >
            The report
          </a>{" "}
          <span className="text-mut">tells the whole run, to print or to keep.</span>
        </p>
      ) : null}
      {next.settlesUntil === undefined ? null : (
        <p className="text-xs text-mut">
          The weight settles until <When at={next.settlesUntil} style="second" near={next.settlesUntil} />:
          before that no stage with a weight can be retried, and then each objective needs its samples anew.
        </p>
      )}
      {next.effect === undefined ? null : <p className="text-xs text-mut">{next.effect}</p>}
      {view.forceRollback ? <ForceRollback /> : null}
      {view.skipBake ? <SkipBakeForm skip={view.skipBake} /> : null}
      <p className={`flex gap-1.5 text-xs ${view.readiness.ready ? "text-mut" : "text-wait"}`}>
        {view.readiness.gone === undefined ? (
          <>
            <span className="mt-0.5">
              <Icon name={view.readiness.ready ? "check" : "alert"} size={13} />
            </span>
            {view.readiness.summary}
          </>
        ) : (
          <>There is no way back any more: {view.readiness.gone}</>
        )}
      </p>
    </section>
  );
}

function Buttons({ view }: { view: ControlView }) {
  const { next } = view;
  switch (view.state) {
    case "RollingBack":
      return <GoingBack view={view} />;
    case "RolledBack":
      return <GoneBack view={view} />;
    case "Completed":
    case "Aborted":
      return <HoldAndBack view={view} />;
    default:
      return (
        <>
          <ActionButton action={next.primary} look="primary" />
          {next.secondary ? <ActionButton action={next.secondary} look="plain" /> : null}
          <HoldAndBack view={view} />
        </>
      );
  }
}

function HoldAndBack({ view }: { view: ControlView }) {
  return (
    <div className="grid grid-cols-[1fr_1.35fr] gap-2.5">
      <ActionButton action={view.next.hold} look="plain" />
      <ActionButton action={view.next.rollback} look="danger" />
    </div>
  );
}

function GoingBack({ view }: { view: ControlView }) {
  const { allowed = false, why = "It cannot be done now." } = view.rollingBack?.canDrain ?? {};
  return (
    <div className="grid grid-cols-2 gap-2.5">
      <ActionButton
        action={{ kind: "drain", label: "Close them now", ...(allowed ? {} : { why }) }}
        look="plain"
      />
      <ActionButton action={view.next.rollback} look="danger" />
    </div>
  );
}

function GoneBack({ view }: { view: ControlView }) {
  const { primary, secondary, rollback } = view.next;
  return (
    <>
      <ActionButton action={primary} look="primary" className="grid grid-cols-2 items-end gap-2.5">
        <label className="grid gap-0.5 text-xs text-mut">
          From the stage
          <select
            name="to"
            className="min-h-9 w-full min-w-0 rounded-md border border-edge bg-panel px-2 text-sm text-ink"
          >
            {view.retryTargets.map((target) => (
              <option key={target.name} value={target.name}>
                {target.label}
              </option>
            ))}
          </select>
        </label>
      </ActionButton>
      <div className="grid grid-cols-2 gap-2.5">
        {secondary ? <ActionButton action={secondary} look="plain" /> : null}
        <ActionButton action={rollback} look="danger" />
      </div>
    </>
  );
}

function MetConditions({ view }: { view: ControlView }) {
  const count = view.next.met.length;
  return (
    <details className="text-sm">
      <summary className="grid grid-cols-[18px_1fr] gap-1.5 text-mut">
        <span className="mt-1 text-ink">
          <Icon name="check" />
        </span>
        {view.next.unmet.length > 0
          ? `${plural(count, "other condition")} met`
          : `all ${plural(count, "condition")} met`}
      </summary>
      <div className="mt-1.5">
        <GateList lines={view.next.met} />
      </div>
    </details>
  );
}

function retryJob({ retry, text }: { retry?: string; text: string }): ReactNode {
  if (retry === undefined) return null;
  return (
    <CommandForm kind="retry" slot={`retry-${text.length}`} extras={{ to: retry }} className="mt-1">
      <Button type="submit" look="small">
        Retry {retry.replace("job/", "job ")}
      </Button>
    </CommandForm>
  );
}
