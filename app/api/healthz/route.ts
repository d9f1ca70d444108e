import { getHealth } from "@/lib/server/api/health.ts";

export const dynamic = "force-dynamic";
export const GET = getHealth;
