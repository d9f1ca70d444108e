import { z } from "zod";
import type { KubeClient } from "./client.ts";
import { listAll } from "./list.ts";
import { kubePath, RESOURCES } from "./paths.ts";

const pod = z.looseObject({
  status: z.looseObject({
    containerStatuses: z
      .array(
        z.looseObject({
          state: z
            .looseObject({ terminated: z.looseObject({ message: z.string().optional() }).optional() })
            .optional(),
        }),
      )
      .optional(),
  }),
});

const LONGEST = 1024;

/** The last words of a job's container; undefined when it left none, or its pod is gone or may not be seen. */
export async function jobMessage(
  client: KubeClient,
  namespace: string,
  ref: string,
): Promise<string | undefined> {
  const listed = await listAll(client, kubePath(RESOURCES.pods, { namespace }), {
    labelSelector: `job-name=${ref}`,
  });
  if (listed.state !== "ok") return undefined;
  for (const object of listed.objects) {
    const read = pod.safeParse(object);
    for (const container of read.data?.status.containerStatuses ?? []) {
      const message = container.state?.terminated?.message?.trim();
      if (message !== undefined && message !== "") return message.slice(0, LONGEST);
    }
  }
  return undefined;
}
