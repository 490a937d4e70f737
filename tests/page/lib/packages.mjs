// The npm packages of these scripts. `cargo xtask` names the folder it keeps them in; by hand, `npm ci --prefix tests/npm`.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = process.env.WIB_NODE_MODULES ?? fileURLToPath(new URL('../../npm/node_modules', import.meta.url));
const require = createRequire(join(folder, 'index.js'));

/** The package itself: what it exports by default, if it does. */
export async function load(name) {
  const module = await import(pathToFileURL(locate(name)));
  return module.default ?? module;
}

/** The path of a file in a package, as `axe-core/axe.min.js`. */
export function locate(file) {
  try {
    return require.resolve(file);
  } catch {
    console.error(`${file} is not in ${folder}: run \`npm ci --prefix tests/npm --ignore-scripts\``);
    process.exit(1);
  }
}

/** The folder of a package. */
export const home = name => join(folder, name);
