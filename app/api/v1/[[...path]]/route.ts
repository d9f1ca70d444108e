import { noSuchPath } from "@/lib/server/api/no-such-path.ts";

export const dynamic = "force-dynamic";
export const GET = noSuchPath;
export const POST = noSuchPath;
export const PUT = noSuchPath;
export const PATCH = noSuchPath;
export const DELETE = noSuchPath;
