import { isAlias, isMap, isScalar, isSeq, parseDocument, type Node, type YAMLParseError } from 'yaml';
import { lineIndex, lineStarts } from '../source/source.ts';

/** A mistake at a place, from 1. */
export interface YamlMistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A text as plain data, and where each part of it stands. Parts are named by JSON pointers. */
export interface YamlData {
  readonly data: unknown;
  /** What is wrong with the form; the data are whole only where there is nothing. */
  readonly mistakes: readonly YamlMistake[];
  /** The mistake at a part, or at its key. */
  readonly mistakeAt: (pointer: string, message: string, of?: 'value' | 'key') => YamlMistake;
}

/** What people write is a few levels deep. */
const MAX_DEPTH = 32;

/** Reads one document of YAML 1.2. References (`*name`) are refused: a mistake in what they stand for has no place of its own. */
export function readYaml(text: string): YamlData {
  const document = parseDocument(text, {
    schema: 'core',
    merge: false,
    prettyErrors: false,
    // It compares each key with all others; here a set does.
    uniqueKeys: false,
  });
  const starts = lineStarts(text);
  const at = (offset: number, message: string): YamlMistake => {
    const index = lineIndex(starts, offset);
    return { line: index + 1, column: offset - (starts[index] ?? 0) + 1, message };
  };
  const reader = new DocumentReader();
  const broken = formErrors(document.errors);
  const data = broken.length > 0 ? null : reader.read(document.contents, '', 0);
  return {
    data,
    mistakes: [...broken, ...reader.mistakes].map(({ offset, message }) => at(offset, message)),
    mistakeAt: (pointer, message, of = 'value') => at(reader.offsetOf(pointer, of), message),
  };
}

interface Misplaced {
  readonly offset: number;
  readonly message: string;
}

const TOO_DEEP = 'this is nested too deep';

function formErrors(errors: readonly Pick<YAMLParseError, 'code' | 'pos' | 'message'>[]): readonly Misplaced[] {
  // Where the parser gives up it goes on to miss the end of each level.
  const gaveUp = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (gaveUp) return [{ offset: gaveUp.pos[0], message: TOO_DEEP }];
  return errors.map(({ pos: [offset], code, message }) => ({
    offset,
    message: code === 'MULTIPLE_DOCS' ? 'a second document begins here, and one is read' : message,
  }));
}

/** The pointer of a part of a part (RFC 6901). */
export const pointerTo = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

class DocumentReader {
  readonly mistakes: Misplaced[] = [];
  readonly #offsets = { value: new Map<string, number>(), key: new Map<string, number>() };
  #offset = 0;

  offsetOf(pointer: string, of: 'value' | 'key'): number {
    return this.#offsets[of].get(pointer) ?? this.#offsets.value.get(pointer) ?? 0;
  }

  read(node: Node | null, pointer: string, depth: number): unknown {
    this.#offset = node?.range?.[0] ?? this.#offset;
    this.#offsets.value.set(pointer, this.#offset);
    if (depth > MAX_DEPTH) return this.#refuse(TOO_DEEP);
    if (isAlias(node)) return this.#refuse(`*${node.source} is not looked up; write out what it stands for`);
    if (isSeq<Node | null>(node))
      return node.items.map((item, index) => this.read(item, pointerTo(pointer, index), depth + 1));
    if (!isMap<Node | null, Node | null>(node)) return isScalar(node) ? node.value : null;
    const fields = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      this.#offset = key?.range?.[0] ?? this.#offset;
      if (!isScalar(key)) {
        this.#refuse('a name is a text');
        continue;
      }
      const name = String(key.value);
      const part = pointerTo(pointer, name);
      if (fields.has(name)) this.#refuse(`${name} stands here already`);
      this.#offsets.key.set(part, this.#offset);
      fields.set(name, this.read(value, part, depth + 1));
    }
    // fromEntries defines own fields, so that a field called __proto__ stays a field.
    return Object.fromEntries(fields);
  }

  #refuse(message: string): null {
    this.mistakes.push({ offset: this.#offset, message });
    return null;
  }
}
