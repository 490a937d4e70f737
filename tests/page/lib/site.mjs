// A small server of the built site on 127.0.0.1: compresses as a good host would, and can put other words or fonts in.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { home } from './packages.mjs';

const TYPES = {
  '.css': 'text/css; charset=utf-8', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.png': 'image/png',
  '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8', '.wasm': 'application/wasm', '.wib': 'application/octet-stream', '.woff2': 'font/woff2',
};

/**
 * Serves `dist` until it is closed. Below `/<name>/` the same site has the stories of `words/<name>/stories`.
 * With `fonts` every page has the fonts of the package lock, so that pictures of it are the same on every machine.
 * Answers where it is, and how to close it.
 */
export async function serve({ dist, words = null, fonts = false }) {
  const kept = new Map();
  const find = async path => {
    if (!kept.has(path)) kept.set(path, prepare(await file(path, { dist, words, fonts }), extname(path)));
    return kept.get(path);
  };
  const server = createServer(async (request, response) => {
    try {
      const path = decodeURIComponent(new URL(request.url, 'http://site').pathname).replace(/\/$/, '/index.html');
      const { plain, br, gz, type } = await find(path);
      const accepts = String(request.headers['accept-encoding'] ?? '');
      const [encoding, body] = br && accepts.includes('br') ? ['br', br] : gz && accepts.includes('gzip') ? ['gzip', gz] : [null, plain];
      response.writeHead(200, {
        'content-type': type, 'content-length': body.length, vary: 'accept-encoding',
        // Hashed names never change what they hold.
        'cache-control': /-[0-9a-f]{16}[._]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ...(encoding && { 'content-encoding': encoding }),
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  });
  await new Promise((listening, failed) => server.once('error', failed).listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What stands at a path: a file of the site, of the words that the first part of the path names, or of the fonts. */
async function file(path, { dist, words, fonts }) {
  if (path === '/fonts.css') return Buffer.from(FONTS_CSS);
  if (path.startsWith('/fonts/')) return readFile(within(home('.'), path.slice('/fonts/'.length)));
  const [, name, rest] = path.match(/^\/([a-z]+)(\/.*)$/) ?? [];
  const other = words && name && name !== 'stories' && name !== 'files' && !path.startsWith('/snippets/');
  if (other && rest.startsWith('/stories/')) return readFile(within(join(words, name), rest));
  const bytes = await readFile(within(dist, other ? rest : path));
  if (!fonts || !path.endsWith('.html')) return bytes;
  return Buffer.from(bytes.toString().replace('</head>', '<link rel=stylesheet href=/fonts.css></head>'));
}

/** The file below a folder; nothing outside of it. */
function within(folder, path) {
  const whole = normalize(join(folder, path));
  if (!whole.startsWith(normalize(folder + sep))) throw new Error('outside of the folder');
  return whole;
}

function prepare(plain, extension) {
  const type = TYPES[extension] ?? 'application/octet-stream';
  const squeezable = !['.png', '.woff2'].includes(extension);
  if (!squeezable) return { plain, type };
  const br = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } });
  return { plain, type, br, gz: gzipSync(plain) };
}

/**
 * The mock-ups' own stand-ins for the reader's fonts: Gelasio for Georgia, Inter for the system's, and DejaVu for code. That one has
 * the signs that the others lack (●, ◐, ○), so that no machine puts its own in their place.
 */
const face = (family, file, weight, style = 'normal') =>
  `@font-face { font-family: "${family}"; src: url("/fonts/${file}") format("woff2"); font-weight: ${weight}; font-style: ${style}; font-display: block; }\n`;
const FONTS_CSS = [
  face('Pinned Serif', '@fontsource-variable/gelasio/files/gelasio-latin-wght-normal.woff2', '400 700'),
  face('Pinned Serif', '@fontsource-variable/gelasio/files/gelasio-latin-wght-italic.woff2', '400 700', 'italic'),
  face('Pinned Sans', '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2', '100 900'),
  face('Pinned Mono', '@fontsource/dejavu-mono/files/dejavu-mono-latin-400-normal.woff2', '400'),
  face('Pinned Mono', '@fontsource/dejavu-mono/files/dejavu-mono-latin-700-normal.woff2', '700'),
  ':root { --wib-serif: "Pinned Serif", "Pinned Mono"; --wib-sans: "Pinned Sans", "Pinned Mono"; --wib-mono: "Pinned Mono"; }\n',
].join('');
