import { describe, expect, it } from "vitest";
import { parseOptions } from "./options.ts";

const problemOf = (...argv: string[]) => {
  const parsed = parseOptions(argv);
  return parsed.ok ? undefined : parsed.problem;
};

describe("the demo's options", () => {
  it("have defaults", () => {
    expect(parseOptions([])).toEqual({
      ok: true,
      options: { port: 3000, speed: 300, clients: 200, blue: {}, green: {}, dashboard: true },
    });
  });

  it("take brokers and metrics of one's own", () => {
    const parsed = parseOptions([
      "--green",
      "localhost:1884",
      "--green-metrics",
      "http://localhost:8080/metrics",
    ]);
    expect(parsed.ok && parsed.options.green).toEqual({
      broker: "localhost:1884",
      metrics: "http://localhost:8080/metrics",
    });
  });

  it.each([
    [["--port", "0"], '--port must be a whole number from 1 to 65535, not "0"'],
    [["--port", "3e3"], '--port must be a whole number from 1 to 65535, not "3e3"'],
    [["--speed", "1.5"], '--speed must be a whole number from 1 to 100000, not "1.5"'],
    [["--clients", "many"], '--clients must be a whole number from 1 to 10000, not "many"'],
    [["--blue", "1883"], '--blue must be HOST:PORT, such as 127.0.0.1:1883, not "1883"'],
    [["--green", "host:99999"], '--green must be HOST:PORT, such as 127.0.0.1:1883, not "host:99999"'],
    [["--green-metrics", "file:///etc/passwd"], /^--green-metrics must be an http or https URL/],
    [["--prot", "1"], /^Unknown option '--prot'.*Usage: npm run demo/],
    [["--port"], /--port/],
  ])("refuse %j in one line", (argv, problem) => {
    const said = problemOf(...argv);
    expect(said).toMatch(problem);
    expect(said).not.toContain("\n");
  });
});
