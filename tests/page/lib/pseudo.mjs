// Pseudo-languages: English words made 40 % longer, or written from right to left, so that a layout that only fits English shows.

/** What the words are not: filled-in parts, marks of how we know, host names and other code, emphasis marks, addresses, figures and abbreviations. */
const KEPT = /\[[^\]]*\]|\{[^}]*\}|`[^`]*`|\*\*|https?:\S+|\S*\w\.\w\S*|\S*\d\S*|\b[A-Z]{2,}\b/g;
const ACCENTED = Object.fromEntries([...'aàeéiîoöuûAÀEÉIÎOÖUÛnñcçNÑCÇ'.matchAll(/(.)(.)/gu)].map(m => [m[1], m[2]]));

/** How each pseudo-language changes one run of words, and what it says of itself. */
export const PSEUDO = {
  longer: { lang: 'en-XA', dir: 'ltr', change: longer },
  rtl: { lang: 'ar-XB', dir: 'rtl', change: mirrored },
};

/** Doubles vowels until the text has 40 % more letters, word by word, and puts accents on what it doubled. */
function longer(text) {
  let owed = 0;
  return text.replace(/\p{L}+/gu, word => {
    owed += word.length * 0.4;
    let out = '';
    for (const letter of word) {
      const more = /[aeiouy]/i.test(letter) ? Math.min(2, Math.floor(owed)) : 0;
      owed -= more;
      out += (ACCENTED[letter] ?? letter) + letter.toLowerCase().repeat(more);
    }
    // A word without a vowel pays at its end.
    const rest = Math.min(3, Math.floor(owed));
    owed -= rest;
    return out + out.slice(-1).toLowerCase().repeat(rest);
  });
}

/** Each word within marks that have its letters written from right to left (U+202E, U+202C). */
function mirrored(text) {
  return text.replace(/[\p{L}\p{M}’'-]+/gu, word => `\u202e${word}\u202c`);
}

/** Changes every text of a TOML document but keys and what [`KEPT`] names. */
export function translate(words, { change }) {
  if (typeof words === 'string') {
    let out = '';
    let from = 0;
    for (const kept of words.matchAll(KEPT)) {
      out += change(words.slice(from, kept.index)) + kept[0];
      from = kept.index + kept[0].length;
    }
    return out + change(words.slice(from));
  }
  if (Array.isArray(words)) return words.map(part => translate(part, { change }));
  if (typeof words !== 'object' || words instanceof Date) return words;
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, translate(value, { change })]));
}
