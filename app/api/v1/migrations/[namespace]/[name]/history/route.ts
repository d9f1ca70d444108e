import { getHistory } from "@/lib/server/api/series.ts";

export const dynamic = "force-dynamic";
export const GET = getHistory;
