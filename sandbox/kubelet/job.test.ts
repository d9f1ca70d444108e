import { describe, expect, it } from "vitest";
import { jobStatusOf, programOf, terminationMessage, toJob } from "./job.ts";

const job = (change: object = {}) => ({
  metadata: { name: "load-test", namespace: "mqtt", uid: "u" },
  spec: {
    template: { spec: { containers: [{ name: "main", image: "registry.example.com/emqx-go-k6:1.0.0" }] } },
  },
  ...change,
});

describe("a Job", () => {
  it.each([
    ["registry.example.com/emqx-go-contract-tests:1.0.0", "emqx-go-contract-tests"],
    ["localhost:5000/emqx-go-k6", "emqx-go-k6"],
    ["emqx-go-chaos@sha256:0123", "emqx-go-chaos"],
    ["registry.example.com/../../etc/passwd", "passwd"],
    ["..", undefined],
    ["", undefined],
  ])("with the image %s runs the program %s", (image, program) => {
    expect(programOf(image)).toBe(program);
  });

  it("is finished when it says so", () => {
    const done = (type: string) => ({ status: { conditions: [{ type, status: "True" }] } });
    expect(toJob(job())?.finished).toBe(false);
    expect(toJob(job(done("Complete")))?.finished).toBe(true);
    expect(toJob(job(done("Failed")))?.finished).toBe(true);
    expect(toJob(job(done("Suspended")))?.finished).toBe(false);
  });

  it("that succeeded is complete, with its time", () => {
    const at = "2026-01-01T00:00:05.123Z";
    const phase = {
      phase: "succeeded" as const,
      startedAt: "2026-01-01T00:00:00.000Z",
      finishedAt: at,
      failures: 0,
    };
    expect(jobStatusOf(phase)).toMatchObject({
      succeeded: 1,
      completionTime: "2026-01-01T00:00:05Z",
      conditions: [{ type: "SuccessCriteriaMet" }, { type: "Complete", status: "True" }],
    });
  });

  it("says its last line, printable and short", () => {
    expect(terminationMessage("starting\n6,000 messages, none lost\n")).toBe("6,000 messages, none lost");
    expect(terminationMessage("a\u0000b\u001b[31mc\n")).toBe("a b [31mc");
    expect(terminationMessage("x".repeat(9000))).toHaveLength(4096);
    expect(terminationMessage("")).toBe("");
  });
});
