"use client";

import { useCallback } from "react";
import { type ControlView, toControlView } from "@/lib/view/control.ts";
import type { MigrationDocument } from "@/lib/view/document.ts";

import { incidentText } from "@/lib/view/rolling-back.ts";
import type { SentView } from "@/lib/view/sent.ts";
import { SloChartSlot } from "../charts/slo-chart-slot.client.tsx";
import { LiveProvider } from "../live/live-provider.client.tsx";
import { useDocument, useSelected } from "../live/use-document.ts";
import { type JournalPage, useJournal } from "../live/use-journal.ts";
import { useNotices } from "../live/use-notices.ts";
import { useStale } from "../live/use-stale.ts";
import { useTab } from "../live/use-tab.ts";
import { PaletteKey } from "../palette/palette-key.client.tsx";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.client.tsx";
import { ActionCard } from "./action-card.tsx";
import { ChartNote } from "../charts/chart-note.tsx";
import { Announcer } from "./announcer.tsx";
import { ApprovalsCard } from "./approvals-card.tsx";
import { Banners } from "../ui/banners.tsx";
import { CommandForm } from "./command-form.client.tsx";
import { CommandsProvider } from "./commands.client.tsx";
import { Countdown, RollbackSteps } from "./countdown.tsx";
import { Header } from "./header.tsx";
import { JournalSection } from "./journal-section.client.tsx";
import { LiveAge } from "./live-age.client.tsx";
import { NotifyToggle } from "./notify-toggle.client.tsx";
import { OutcomeToast } from "./outcome-toast.client.tsx";
import { ReadinessCard } from "./readiness-card.tsx";
import { RiskSection } from "./risk-section.tsx";
import { RunSection } from "./run-section.client.tsx";
import { SecondsLeft } from "./seconds-left.client.tsx";
import type { CommandActions } from "./send-command.ts";
import { Shortcuts } from "./shortcuts.client.tsx";
import { SloGrid } from "./slo-grid.tsx";
import { StageAge } from "./stage-age.client.tsx";
import { StageList } from "./stage-list.tsx";
import { TrafficCard } from "./traffic-card.tsx";

export type ControlPageProps = {
  /** What the server rendered with; the stream brings the rest. */
  first: MigrationDocument;
  journal: JournalPage;
  user: string;
  actions: CommandActions;
  /** From which forms take their ids until the page is hydrated. */
  seed: string;
  /** The server's time, in milliseconds, when it rendered. */
  rendered: number;
  /** Where browsers reach Prometheus. */
  prometheus?: string;
  /** What became of the command that led here. */
  sent?: SentView;
};

export function ControlPage(props: ControlPageProps) {
  return (
    <LiveProvider>
      <Page {...props} />
    </LiveProvider>
  );
}

function Page({ first, journal, user, actions, seed, rendered, prometheus, sent }: ControlPageProps) {
  const { document, connection } = useDocument(first);
  const staleness = useStale(document.asOf, connection);
  const select = useCallback((shown: MigrationDocument) => toControlView(shown, staleness), [staleness]);
  const view = useSelected(document, select);
  const { namespace, name } = view.command;
  const path = `${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  const page = useJournal(path, view.journalLength, journal);
  useTab(view.header.tab, view.header.favicon);
  useNotices(document);
  return (
    <CommandsProvider seed={seed} context={view.command} actions={actions} first={sent}>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:bg-panel focus:p-2"
      >
        Skip to the migration
      </a>
      <Header
        header={view.header}
        user={user}
        live={
          <>
            <LiveAge
              asOf={document.asOf}
              connection={connection}
              silent={document.unanswered !== undefined}
              rendered={rendered}
            />
            <NotifyToggle />
            <PaletteKey migration={`/migrations/${path}`} />
            <Shortcuts />
          </>
        }
      />
      <Announcer word={view.header.chip.word} stage={view.command.stage} headline={view.traffic.headline} />
      <OutcomeToast />
      <main
        id="main"
        className="mx-auto grid max-w-[87rem] grid-cols-[minmax(0,1fr)] gap-4 px-3 pt-4 pb-48 sm:px-6 lg:pb-16"
      >
        <noscript>
          <p className="rounded-card border border-line bg-panel px-4 py-2 text-sm">
            Without JavaScript this page does not renew itself: load it again to see how things stand. Every
            button works.
          </p>
        </noscript>
        {view.note === undefined ? null : (
          <p className="rounded-card border border-line bg-panel px-4 py-2 text-sm text-mut">{view.note}</p>
        )}
        <Banners banners={view.banners} near={rendered} actions={bannerActions(view)} />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1fr)_26rem]">
          <TrafficCard
            traffic={view.traffic}
            facts={view.facts}
            near={rendered}
            age={
              view.traffic.stage?.since === undefined ? null : (
                <StageAge since={view.traffic.stage.since} rendered={rendered} />
              )
            }
            figure={<RunSection document={document} entries={page.entries} path={path} />}
          />
          <ActionCard view={view} {...countdownOf(view, document, rendered)} />
        </div>
        <StageList stages={view.rail} />
        <SloGrid
          cards={view.slos}
          chart={(card) => <SloChartSlot card={card} path={path} marks={view.marks} />}
          prometheus={prometheus}
          note={<ChartNote cards={view.slos} path={path} />}
          unreadable={view.unreadable}
        />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)]">
          <RiskSection matrix={view.risks} unreadable={view.unreadable} />
          <section aria-label="Rollback readiness and approvals" className="card">
            <ReadinessCard readiness={view.readiness} near={rendered} />
            <ApprovalsCard
              approvals={view.approvals}
              command={view.command}
              near={rendered}
              unreadable={view.unreadable}
            />
          </section>
        </div>
        <JournalSection page={page} path={path} near={rendered} mayNote={document.can.advance} />
        <p className="no-print text-sm text-mut">
          <a href={`/migrations/${path}/report`} className="underline decoration-line underline-offset-2">
            Report to print
          </a>
        </p>
      </main>
    </CommandsProvider>
  );
}

/** What takes the place of the next step while traffic goes back. */
function countdownOf(view: ControlView, document: MigrationDocument, rendered: number) {
  if (!view.rollingBack) return { countdown: null, steps: null };
  const shared = { view: view.rollingBack, near: rendered, over: view.state === "RolledBack" };
  const { lastBy } = view.rollingBack;
  return {
    countdown: (
      <Countdown
        {...shared}
        left={lastBy === undefined ? null : <SecondsLeft until={lastBy} rendered={rendered} />}
      />
    ),
    steps: (
      <RollbackSteps
        {...shared}
        incident={<CopyButton label="Copy incident" text={incidentText(document)} />}
      />
    ),
  };
}

function bannerActions(view: ControlView) {
  if (view.adoptPlan === undefined) return {};
  return {
    "plan-changed": (
      <CommandForm kind="adopt-plan" extras={{ to: view.adoptPlan }} className="mt-2">
        <Button type="submit" look="small">
          Adopt the new plan
        </Button>
      </CommandForm>
    ),
  };
}
