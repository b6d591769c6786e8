import { describe, expect, it } from 'vitest';
import { PLATFORM, compileTexts, expectMessages } from '../support/marked.ts';

const HEADER = 'application app { team team  on cluster';

/** The application with a clause of its own about where it lives. */
const living = (clause: string): string => `${PLATFORM.replace(HEADER, `${HEADER}  ${clause}`)}
param env : String = "staging"
workflow train : batch { executor fit { image "fit:1" } }
`;

const namespaceOf = (text: string, values: Readonly<Record<string, string>> = {}): string[] => [
  ...new Set(compileTexts(text, values).manifests?.map(({ path }) => path.split('/')[0] ?? '')),
];

describe('the namespace of an application', () => {
  it('is called as application and team', () => {
    expect(namespaceOf(living(''))).toEqual(['app-team']);
  });

  it('is a text, of params too, or a param', () => {
    expect(namespaceOf(living('namespace "shop-${env}"'))).toEqual(['shop-staging']);
    expect(namespaceOf(living('namespace env'), { env: 'production' })).toEqual(['production']);
    expect(namespaceOf(living('namespace env { existing: true }'))).toEqual(['staging']);
  });

  it('stands between quotation marks', () => {
    expectMessages(living('namespace «retail»'), [['unknown-name', 'quotation marks']]);
  });

  it('exists by a field, not by a word', () => {
    const { diagnostics } = expectMessages(living('namespace "retail" «existing»'), [['unexpected', 'existing: true']]);
    expect(diagnostics[0]?.fix?.text).toBe('{ existing: true }');
    expectMessages(living('namespace "retail" { «exists»: true }'), ['unknown-field']);
    expectMessages(living('namespace "retail" { existing: «1» }'), ['wrong-type']);
  });

  it('is none that belongs to the cluster, unless it is left as it is', () => {
    for (const name of ['default', 'kube-system', 'kube-ml']) {
      const { diagnostics } = expectMessages(living(`namespace «"${name}"»`), ['namespace-of-cluster']);
      expect(diagnostics[0]?.fix).toMatchObject({ text: ' { existing: true }', unsure: true });
      expectMessages(living(`namespace «"${name}"» { existing: false }`), ['namespace-of-cluster']);
      expectMessages(living(`namespace "${name}" { existing: true }`), []);
    }
    const made = 'application «kube» { team system  on cluster';
    expectMessages(living('').replace(HEADER, made), ['namespace-of-cluster']);
  });

  it('is that of one application', () => {
    const both = (first: string, second: string): Readonly<Record<string, string>> => ({
      'main.sflow': living(`namespace ${first}`),
      'other.sflow': `import { cluster } from "./main"\n${second}`,
    });
    for (const options of ['', ' { existing: true }']) {
      const second = `application «other» { team team  on cluster  namespace "ml"${options} }`;
      expectMessages(both(`"ml"${options}`, second), ['namespace-shared']);
    }
    const again = (clause: string): string => `application app { team team  on cluster  ${clause} }`;
    expectMessages(both('"ml"', again('')), []);
    expectMessages(both('"ml"', again('namespace "ml"')), []);
    expectMessages(both('"ml"', again('«namespace "elsewhere"»')), ['namespace-differs']);
    expectMessages(both('"ml"', again('«namespace "ml" { existing: true }»')), ['namespace-differs']);
  });
});
