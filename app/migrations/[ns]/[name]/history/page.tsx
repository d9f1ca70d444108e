import type { Metadata } from "next";
import { HistoryPage } from "@/components/history/history-page.client.tsx";
import {
  pageActor,
  pageJournal,
  pageKey,
  pageMigration,
  pageSearch,
  prometheusPage,
} from "@/lib/server/pages.ts";
import { toHistory } from "@/lib/view/history.ts";

type Props = {
  params: Promise<{ ns: string; name: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const ALL = { after: 0, limit: 10_000 };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await params;
  return { title: `History of ${name}` };
}

export default async function MigrationHistoryPage({ params, searchParams }: Props) {
  const { ns, name } = await params;
  const key = pageKey(ns, name);
  const search = await pageSearch(searchParams);
  const actor = await pageActor(`/migrations/${ns}/${name}/history${search === "" ? "" : `?${search}`}`);
  const [document, journal] = await Promise.all([pageMigration(actor, key), pageJournal(actor, key, ALL)]);
  const rendered = Date.now();
  const prometheus = prometheusPage();
  return (
    <HistoryPage
      view={toHistory(document, journal.entries, rendered)}
      search={search}
      rendered={rendered}
      {...(prometheus === undefined ? {} : { prometheus })}
    />
  );
}
