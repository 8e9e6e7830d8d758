// Reads lines of JSON {text, start, end} (instants in milliseconds) and answers each with a line:
// the times when opening_hours.js says open or unknown, as [start, end, "open" | "unknown"].
import { createInterface } from "node:readline";
import OpeningHours from "opening_hours";

const england = {
  lat: 51.5,
  lon: -0.12,
  address: { country: "United Kingdom", country_code: "gb", state: "England" },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { text, start, end } = JSON.parse(line);
  let answer;
  try {
    const hours = new OpeningHours(text, england);
    answer = hours
      .getOpenIntervals(new Date(start), new Date(end))
      .map(([from, to, unknown]) => [from.getTime(), to.getTime(), unknown ? "unknown" : "open"]);
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
