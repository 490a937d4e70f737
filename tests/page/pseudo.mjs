// Writes the words of a story in a pseudo-language: `node pseudo.mjs longer assets/text OUT STORY`, with OUT as a folder of words.
// It stands in the place of English there, as English is what `wib pack` compiles.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { load } from './lib/packages.mjs';
import { PSEUDO, translate } from './lib/pseudo.mjs';

const [name, from, to, ...stories] = process.argv.slice(2);
const pseudo = PSEUDO[name];
if (!pseudo || !stories.length) {
  console.error(`expected one of ${Object.keys(PSEUDO).join(', ')}, the folder of words, a folder to write, and stories`);
  process.exit(2);
}
const { parse, stringify } = await load('smol-toml');
for (const file of ['en.toml', 'inspector/en.toml', ...stories.map(story => `en/${story}.toml`)]) {
  const words = translate(parse(await readFile(join(from, file), 'utf8')), pseudo);
  if ('dir' in words) Object.assign(words, { lang: pseudo.lang, dir: pseudo.dir });
  await mkdir(dirname(join(to, file)), { recursive: true });
  await writeFile(join(to, file), stringify(words));
}
