import { createRoot } from "react-dom/client";
import type { ReactNode } from "react";
import "@/app/globals.css";
import NotFound from "@/app/not-found.tsx";
import { HistoryPage } from "@/components/history/history-page.client.tsx";
import { ControlPage, type ControlPageProps } from "@/components/migration/control-page.client.tsx";
import { NewMigrationPage } from "@/components/new/new-migration-page.tsx";
import { OverviewPage } from "@/components/overview/overview-page.client.tsx";
import { ReportPage } from "@/components/report/report-page.tsx";
import { Trouble } from "@/components/ui/trouble.client.tsx";
import type { Content } from "./content.ts";

const PROMETHEUS = "http://prometheus.example";
const refuse = async () =>
  ({
    state: "answered",
    answer: {
      outcome: "refused",
      reasons: [
        {
          code: "gate",
          message: "the weight is settling for 42 s more; after that each objective needs its samples anew",
        },
      ],
      entry: 46,
    },
  }) as const;
const actions = new Proxy({}, { get: () => refuse }) as ControlPageProps["actions"];

const PAGES: Record<Content["page"], (content: Content) => ReactNode> = {
  control: ({ document, journal, now }) => (
    <ControlPage
      first={document}
      journal={journal}
      user="operator"
      actions={actions}
      seed="5eed"
      rendered={now}
      prometheus={PROMETHEUS}
    />
  ),
  overview: ({ rows, now }) => (
    <OverviewPage
      first={rows}
      rendered={now}
      query={{ group: "all", sort: "attention", text: "" }}
      user="operator"
    />
  ),
  history: ({ history, now }) => (
    <HistoryPage view={history} search="" rendered={now} prometheus={PROMETHEUS} />
  ),
  report: ({ report }) => <ReportPage report={report} prometheus={PROMETHEUS} />,
  new: ({ proposed }) => <NewMigrationPage user="operator" propose={async () => proposed} />,
  trouble: () => <Trouble digest="2837465" />,
  "not-found": () => <NotFound />,
};

const content = (await (await fetch("/content.json")).json()) as Content;
const place = document.getElementById("page");
if (place) createRoot(place).render(PAGES[content.page](content));
