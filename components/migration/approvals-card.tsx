import { memo } from "react";
import type { ApprovalsView, OpenApproval } from "@/lib/view/approvals.ts";
import type { CommandContext } from "@/lib/view/control.ts";
import { plural } from "@/lib/view/format.ts";
import { Button } from "../ui/button.tsx";
import { CheckRow } from "../ui/check-row.tsx";
import { When } from "../ui/when.client.tsx";
import { CommandForm } from "./command-form.client.tsx";

/** Who approved what, on which evidence; and what an approval that is asked for now covers. */
function ApprovalsCardPlain({
  approvals,
  command,
  near,
  unreadable,
}: {
  approvals: ApprovalsView;
  command: CommandContext;
  near: number;
  /** The plan cannot be read: what it asks for is not known. */
  unreadable: boolean;
}) {
  const none = approvals.open.length + approvals.given.length + approvals.ahead.length === 0;
  return (
    <div id="approvals">
      <h2 className="section-title mt-5 mb-2">Approvals</h2>
      {none ? (
        <p className="text-sm text-mut">
          {unreadable
            ? "The plan cannot be read, so the approvals it asks for are not known."
            : "The plan asks for no more approvals."}
        </p>
      ) : null}
      {approvals.open.map((open, index) => (
        <Open key={open.name} open={open} index={index} evidence={command.evidence} />
      ))}
      <ul className="grid gap-1.5">
        {approvals.given.map((given) => (
          <CheckRow
            key={`${given.name}-${given.at}`}
            icon={given.spent ? "undo" : "check"}
            word={given.spent ? "used before:" : "given:"}
            text={
              <>
                {given.name} · by <span title={given.byFull}>{given.by}</span>
                {given.spent ? ", used before" : null}
              </>
            }
            detail={
              <>
                <When at={given.at} style="day" near={near} />, evidence{" "}
                <code className="font-mono" title={given.digest}>
                  {given.digest.slice(0, 8)}
                </code>
              </>
            }
          />
        ))}
        {approvals.ahead.map((ahead) => (
          <CheckRow
            key={ahead.name}
            icon="idle"
            word="ahead:"
            tone="text-mut"
            text={`${ahead.name}${ahead.oneWay ? " · one-way" : ""}`}
            detail={`${plural(ahead.quorum, "person", "people")}, at ${ahead.stage}`}
          />
        ))}
      </ul>
    </div>
  );
}

function Open({ open, index, evidence }: { open: OpenApproval; index: number; evidence: string }) {
  const off = open.why !== undefined;
  const held = open.evidence.filter((item) => item.tone === "pass").length;
  return (
    <div className="mb-3 rounded-lg border border-edge p-3 text-sm">
      <p className="font-semibold">{open.name}</p>
      <dl className="mt-1.5 mb-2.5 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        <Term name="For">{open.leadsTo}</Term>
        {open.askedBy === undefined ? null : <Term name="Asked by">{open.askedBy}</Term>}
        <Term name="So far">{open.progress}</Term>
        <Term name="Evidence">
          <code className="font-mono">{open.digest}</code>
          {open.evidence.length === 0
            ? null
            : `, ${held} of ${plural(open.evidence.length, "condition")} met`}
        </Term>
        {open.loses === undefined ? null : (
          <Term name="Lost for good">
            <b className="text-bad">{open.loses}</b>
          </Term>
        )}
      </dl>
      <details className="mb-2.5">
        <summary className="w-fit py-1 text-mut hover:text-ink">What the evidence says</summary>
        <ul className="mt-1 grid gap-0.5 font-mono text-xs">
          {open.evidence.map((item) => (
            <li key={item.text}>
              {item.text}: {item.word}
            </li>
          ))}
        </ul>
      </details>
      <CommandForm
        kind="approve"
        slot={`approve-${index}`}
        extras={{ approval: open.name, evidence }}
        off={off}
        className="no-print"
      >
        <Button
          type={off ? "button" : "submit"}
          look={off ? "plain" : "primary"}
          off={off}
          {...(off ? { "aria-describedby": `why-approve-${index}` } : {})}
        >
          {open.label}
        </Button>
        {off ? (
          <p id={`why-approve-${index}`} className="mt-1 text-xs text-mut">
            {open.why}
          </p>
        ) : null}
      </CommandForm>
    </div>
  );
}

function Term({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-mut">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

export const ApprovalsCard = memo(ApprovalsCardPlain);
