import type { Metadata } from "next";
import { OverviewPage } from "@/components/overview/overview-page.client.tsx";
import { pageActor, pageMigrations, pageSearch } from "@/lib/server/pages.ts";
import { shortActor } from "@/lib/view/format.ts";
import { readQuery, toOverviewRow } from "@/lib/view/overview.ts";

export const metadata: Metadata = { title: "Migrations" };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function Overview({ searchParams }: { searchParams: Search }) {
  const actor = await pageActor("/");
  const documents = await pageMigrations(actor);
  const query = readQuery(await pageSearch(searchParams));
  return (
    <OverviewPage
      first={documents.map(toOverviewRow)}
      query={query}
      user={shortActor(actor.name)}
      rendered={Date.now()}
    />
  );
}
