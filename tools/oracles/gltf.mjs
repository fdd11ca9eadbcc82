// Validates glTF files; prints a line a file, and each error. Exit 0: none has an error; 1: some have.
// Usage: node gltf.mjs FOLDER FILE…, where FOLDER/node_modules holds gltf-validator (Khronos).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [folder, ...files] = process.argv.slice(2);
const { validateBytes } = createRequire(join(resolve(folder), 'package.json'))('gltf-validator');

let errors = 0;
for (const file of files) {
  const { issues } = await validateBytes(new Uint8Array(readFileSync(file)), { maxIssues: 0 });
  console.log(`${file}: ${issues.numErrors} errors, ${issues.numWarnings} warnings`);
  errors += issues.numErrors;
  for (const { code, message, pointer } of issues.messages.filter((m) => m.severity === 0).slice(0, 20)) {
    console.log(`  ${code} at ${pointer}: ${message}`);
  }
}
process.exitCode = errors ? 1 : 0;
