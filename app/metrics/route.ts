import { getMetrics } from "@/lib/server/api/health.ts";

export const dynamic = "force-dynamic";
export const GET = getMetrics;
