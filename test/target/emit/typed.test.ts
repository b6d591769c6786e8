import { readFileSync, readdirSync } from 'node:fs';
import ts from 'typescript';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { describe, expect, it } from 'vitest';
import { object, unlessEmpty, type Draft } from '../../../src/target/emit/object.ts';
import { toYaml } from '../../../src/target/emit/yaml.ts';

const ROOM = 'src/target/emit';

/** What the compiler does not look behind, in all emitters together. Each number may only fall. */
const known = {
  // `as T`, but for `as const`
  casts: 0,
  // the type `object`
  objects: 1,
  // `Record<string, unknown>`
  records: 1,
};

const isConst = (type: ts.TypeNode): boolean => type.getText() === 'const';
const kinds: Readonly<Record<keyof typeof known, (node: ts.Node) => boolean>> = {
  casts: (node) => (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) && !isConst(node.type),
  objects: (node) => node.kind === ts.SyntaxKind.ObjectKeyword,
  records: (node) => ts.isTypeReferenceNode(node) && /^Record<string,\s*unknown>$/.test(node.getText()),
};

const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => ts.createSourceFile(path, readFileSync(`${ROOM}/${path}`, 'utf8'), ts.ScriptTarget.Latest, true));

/** Where they are, as `agents/agent.ts:30`. */
const places = (isOne: (node: ts.Node) => boolean): string[] =>
  files.flatMap((file) => {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      if (isOne(node)) found.push(`${file.fileName}:${String(line + 1)}`);
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });

describe('the emitters', () => {
  it.each(['casts', 'objects', 'records'] as const)('get fewer %s, never more', (kind) => {
    const found = places(kinds[kind]);
    const advice =
      found.length > known[kind]
        ? `a literal of the API's type needs none (object.ts); they are at ${found.join(', ')}`
        : `there are fewer now: write ${String(found.length)} for ${kind} in this test, so that they stay away`;
    expect(found.length, advice).toBe(known[kind]);
  });
});

describe('an object', () => {
  const metadata = { name: 'one' };

  it('is held to the type of its API', () => {
    // @ts-expect-error the API has no such field
    object<IConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', metadata, dates: { day: 'monday' } });
    // @ts-expect-error that is the version of another kind
    object<IDeployment>({ apiVersion: 'v1', kind: 'Deployment', metadata });
    // @ts-expect-error an object without a name cannot be applied
    object<IConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', metadata: {} });
    // @ts-expect-error it has no such field further in
    const pod: Draft<IPodSpec> = { containers: [...(metadata.name ? [{ name: 'main', comand: ['sh'] }] : [])] };
    expect(pod.containers).toHaveLength(1);
    // @ts-expect-error a field that has to be there is not undefined
    const mount: Draft<{ path: string; readOnly?: boolean }> = { path: undefined };
    // @ts-expect-error nothing is changed once it is written down
    mount.readOnly = true;
    expect(mount).toEqual({ readOnly: true });
  });

  it('is written without what is undefined', () => {
    const config = object<IConfigMap>({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: unlessEmpty({}),
      immutable: undefined,
    });
    expect(toYaml(config)).toBe('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n');
    expect(JSON.stringify(config)).toBe('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"}}');
  });

  it('has no list and no map without anything in it', () => {
    const lists: (readonly string[] | undefined)[] = [unlessEmpty([]), unlessEmpty(['a'])];
    expect(lists).toEqual([undefined, ['a']]);
    const parts: (Draft<{ a?: string; b?: string }> | undefined)[] = [
      unlessEmpty({ a: undefined }),
      unlessEmpty({ a: undefined, b: 'b' }),
    ];
    expect(parts).toEqual([undefined, { b: 'b' }]);
  });
});
