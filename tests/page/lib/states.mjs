// The states of the page that are looked at.

export const WIDTHS = [320, 360, 680, 1280];
export const THEMES = ['light', 'dark'];
export const VOICES = ['plain', 'technical'];

/** How the page is shown besides: the browser's settings, the words, and the zoom (which is fewer, larger pixels). */
export const MODES = {
  normal: { media: {} },
  // What the window shows first, with the bar that sticks to its foot on a phone. The others show the page down to the strip.
  screen: { media: {} },
  reduced: { media: { reducedMotion: 'reduce' } },
  forced: { media: { forcedColors: 'active' } },
  zoomed: { media: {}, zoom: 2 },
  zoomed4: { media: {}, zoom: 4 },
  rtl: { media: {}, words: 'rtl' },
  longer: { media: {}, words: 'longer' },
};

/** The address of a state on a site. */
export const address = (origin, { words, story, step, theme, voice }) =>
  `${origin}/${words ? `${words}/` : ''}?story=${story}&step=${step}&theme=${theme}&voice=${voice}`;

/** Every combination of the values of an object of lists. */
export function combinations(lists) {
  return Object.entries(lists).reduce(
    (all, [key, values]) => all.flatMap(one => values.map(value => ({ ...one, [key]: value }))),
    [{}],
  );
}

/** Does `work` for every job, `at_once` at a time. */
export async function each(jobs, at_once, work) {
  const left = [...jobs];
  const worker = async () => {
    while (left.length) await work(left.shift());
  };
  await Promise.all(Array.from({ length: at_once }, worker));
}

/** The options of a command line `--name value …`, with their defaults; a default of `false` is a switch. */
export function options(defaults) {
  const given = { ...defaults };
  const words = process.argv.slice(2);
  while (words.length) {
    const name = words.shift().replace(/^--/, '');
    if (!(name in defaults)) {
      console.error(`there is no option --${name}; there are --${Object.keys(defaults).join(', --')}`);
      process.exit(2);
    }
    given[name] = defaults[name] === false ? true : words.shift();
  }
  return given;
}
