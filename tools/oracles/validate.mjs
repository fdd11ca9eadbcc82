// Reads one statement a line from stdin; for each prints "ok", or "refused: " and why, on one line.
// Usage: node validate.mjs FOLDER, where FOLDER/node_modules holds xapi-validation.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const validate = createRequire(join(resolve(process.argv[2]), 'package.json'))('xapi-validation').default;

for await (const line of createInterface({ input: process.stdin })) {
  const warnings = validate(JSON.parse(line));
  const reasons = warnings.map((w) => `${w.constructor.name} at ${w.path.join('.')}`);
  console.log(reasons.length === 0 ? 'ok' : `refused: ${reasons.join('; ')}`);
}
