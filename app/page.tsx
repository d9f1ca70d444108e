import type { Metadata } from "next";
import { OverviewPage } from "@/components/overview/overview-page.client.tsx";
import { pageActor, pageMigrations } from "@/lib/server/pages.ts";
import { shortActor } from "@/lib/view/format.ts";
import { readQuery, toOverviewRow } from "@/lib/view/overview.ts";

export const metadata: Metadata = { title: "Migrations" };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function Overview({ searchParams }: { searchParams: Search }) {
  const actor = await pageActor("/");
  const documents = await pageMigrations(actor);
  const asked = Object.entries(await searchParams).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const query = readQuery(new URLSearchParams(asked).toString());
  return <OverviewPage first={documents.map(toOverviewRow)} query={query} user={shortActor(actor.name)} />;
}
