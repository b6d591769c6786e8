/** Widths of the printable ASCII characters from the space on, in thousandths of the font size: those of Helvetica. */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

/** What other fonts of the kind, which readers may have instead, are wider at most, by weight. */
const WIDER = { regular: 1.12, bold: 1.2 };

/** The widest of the usual fonts with one width. */
const MONO = 0.605;

/** Scripts whose characters fill a square. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{3ffff}]/u;

export type Face = 'regular' | 'bold' | 'mono';

/** How wide a text is at most, in pixels. */
export function widthOf(text: string, face: Face, size: number): number {
  let ems = 0;
  for (const character of text) {
    if (WIDE.test(character)) ems += 1;
    else if (face === 'mono') ems += MONO;
    else ems += ((WIDTHS[character.charCodeAt(0) - 32] ?? 700) / 1000) * WIDER[face];
  }
  return ems * size;
}

/**
 * Lines of a text that is too long: broken at spaces; within a word only where that is too long by itself, if it can be behind
 * a sign. The last line tells of more.
 */
export function wrap(text: string, most: number, lines: number, measure: (text: string) => number): string[] {
  const found: string[] = [];
  let line = '';
  for (const piece of piecesOf(text, most, measure)) {
    if (line !== '' && measure((line + piece).trimEnd()) > most) {
      found.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
  }
  if (line.trim() !== '') found.push(line.trimEnd());
  if (found.length <= lines) return found;
  const last = found[lines - 1] ?? '';
  const shortened = measure(`${last} …`) > most ? `${[...last].slice(0, -2).join('')}…` : `${last} …`;
  return [...found.slice(0, lines - 1), shortened];
}

function piecesOf(text: string, most: number, measure: (text: string) => number): string[] {
  const words = text.match(/\s*\S+\s*/g) ?? [];
  return words.flatMap((word) => {
    if (measure(word.trim()) <= most) return [word];
    return (word.match(/[^,(/.:=&?-]*[,(/.:=&?-]*/g) ?? []).flatMap((piece) => cut(piece, most, measure));
  });
}

function cut(piece: string, most: number, measure: (text: string) => number): string[] {
  if (measure(piece) <= most) return [piece];
  const parts: string[] = [];
  let part = '';
  for (const character of piece) {
    if (part !== '' && measure(part + character) > most) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part];
}

/** A text as one line of visible characters: none that is forbidden in XML, or turns the direction of what follows. */
export const visible = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .trim();
