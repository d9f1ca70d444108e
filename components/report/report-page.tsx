import { plural } from "@/lib/view/format.ts";
import type { ReportView } from "@/lib/view/report.ts";
import { Chip } from "../ui/chip.tsx";
import { EvidenceLink } from "../ui/evidence-link.tsx";
import { When } from "../ui/when.client.tsx";
import { PrintButton } from "./print-button.client.tsx";
import { ReportCharts } from "./report-charts.tsx";
import { Cell, Section, Table } from "./report-table.tsx";
import { StageVerdictsTable } from "./stage-verdicts-table.tsx";

const NOT_KNOWN = "Not known: the plan cannot be read.";
const NOT_JUDGED = "Nothing has been judged yet.";

/** The run on paper: how far, since when, what went wrong, what risk is left. */
export function ReportPage({ report, prometheus }: { report: ReportView; prometheus?: string }) {
  const near = report.asOf;
  return (
    <main className="mx-auto grid max-w-[60rem] gap-5 px-4 py-6">
      <header>
        <p className="flex flex-wrap items-center gap-3">
          <Chip chip={report.chip} />
          <span className="font-mono text-xs text-mut">{report.key}</span>
          <span className="no-print ml-auto flex items-center gap-3 text-sm">
            <a href={`/migrations/${report.key}`} className="underline underline-offset-2">
              Back to the migration
            </a>
            <a href={`/migrations/${report.key}/history`} className="underline underline-offset-2">
              History
            </a>
            <PrintButton />
          </span>
        </p>
        <h1 className="mt-2 text-xl">{report.title}</h1>
        {report.summary.map((line) => (
          <p key={line}>{line}</p>
        ))}
        <p className="mt-1 text-mut">
          As of <When at={report.asOf} style="second" near={near} />
          {report.begun === undefined ? null : (
            <>
              , begun <When at={report.begun} style="day" near={near} />
            </>
          )}
          {report.finishAt === undefined ? null : (
            <>
              , done at the earliest <When at={report.finishAt} style="day" near={near} />
            </>
          )}
          .
        </p>
      </header>
      <Section title="Timeline">
        <Table head={["Stage", "Weight", "State", "Entered", "Left", "Baked", "By"]} none={NOT_KNOWN}>
          {report.stages.map((stage) => (
            <tr key={stage.name}>
              <Cell>{stage.name}</Cell>
              <Cell>{stage.weight}</Cell>
              <Cell>{stage.state}</Cell>
              <Cell>
                {stage.enteredAt === undefined ? "" : <When at={stage.enteredAt} style="day" near={near} />}
              </Cell>
              <Cell>
                {stage.leftAt === undefined ? "" : <When at={stage.leftAt} style="day" near={near} />}
              </Cell>
              <Cell>{stage.baked}</Cell>
              <Cell>{stage.by}</Cell>
            </tr>
          ))}
        </Table>
      </Section>
      <Section title="Objectives">
        <Table
          head={["Objective", "Wanted", "Verdict", "Green", "Blue", "Samples", "Failures"]}
          none={NOT_JUDGED}
        >
          {report.slos.map((slo) => (
            <tr key={slo.name}>
              <Cell>{slo.title}</Cell>
              <Cell nowrap>{slo.objective}</Cell>
              <Cell>{slo.chip.word}</Cell>
              <Cell nowrap>{slo.green?.text}</Cell>
              <Cell nowrap>{slo.blue?.text}</Cell>
              <Cell>{slo.samples.text}</Cell>
              <Cell>{slo.note}</Cell>
            </tr>
          ))}
        </Table>
      </Section>
      <ReportCharts history={report.history} />
      <StageVerdictsTable verdicts={report.verdicts} near={near} />
      <Section title="What went another way than planned">
        {report.incidents.length === 0 ? (
          <p>Nothing.</p>
        ) : (
          <Table head={["When", "What", "Who", "Why", "Entry"]}>
            {report.incidents.map((line) => (
              <tr key={line.seq}>
                <Cell>
                  <When at={line.at} style="day" near={near} />
                </Cell>
                <Cell>
                  {line.word} {line.change}
                </Cell>
                <Cell>{line.actor}</Cell>
                <Cell>
                  {line.text}
                  {line.more === undefined ? "" : `; ${plural(line.more, "more verdict")} at the same time`}
                  <EvidenceLink entry={line} prometheus={prometheus} className="ml-2" />
                </Cell>
                <Cell>#{line.seq}</Cell>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      <Section title="Approvals">
        {report.approvals.length === 0 ? (
          <p>None yet.</p>
        ) : (
          <Table head={["Approval", "Stage", "By", "When", "Evidence"]}>
            {report.approvals.map((approval) => (
              <tr key={`${approval.name}-${approval.at}`}>
                <Cell>{approval.name}</Cell>
                <Cell>{approval.stage}</Cell>
                <Cell>{approval.by}</Cell>
                <Cell>
                  <When at={approval.at} style="day" near={near} />
                </Cell>
                <Cell>
                  <code className="font-mono">{approval.digest}</code>
                </Cell>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      <Section title="Risks">
        <Table head={["Risk", "Likelihood", "Impact", "State", "Because", "Answer to it"]} none={NOT_KNOWN}>
          {report.risks.map((risk) => (
            <tr key={risk.id}>
              <Cell>{risk.category}</Cell>
              <Cell>{risk.likelihood}</Cell>
              <Cell>{risk.impact}</Cell>
              <Cell>{risk.chip.word}</Cell>
              <Cell>{risk.summary}</Cell>
              <Cell>{risk.mitigation}</Cell>
            </tr>
          ))}
        </Table>
      </Section>
      <footer className="border-t border-line pt-3 text-xs text-mut">
        <p>
          Journal: {report.journal.length} entries, the chain{" "}
          {report.journal.verified ? "verifies" : "does not verify"}; head{" "}
          <code className="font-mono break-all">{report.journal.head}</code>
        </p>
        <p>
          Plan: <code className="font-mono break-all">{report.planHash}</code>
        </p>
      </footer>
    </main>
  );
}
