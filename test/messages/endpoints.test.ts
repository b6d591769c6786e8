import { describe, it } from 'vitest';
import { app, expectMessages } from '../support/marked.ts';

const WATCH = 'endpoint watch : service { image "watch:1.0" }\n';
const AGENT = 'workflow serve : online { service s : transformer { image "a:1" } }\n';
const acts = (condition: string, action: string): string =>
  `${AGENT}agent a { strategy s { WHEN every 1h IF ${condition} THEN ${action} } }`;

describe('endpoints', () => {
  it('that run nowhere that we know, or have clauses of another kind', () => {
    expectMessages(app('endpoint watch : «sidekar» { image "watch:1.0" }'), [['unknown-variant', 'sidecar']]);
    expectMessages(app('endpoint watch : sidecar { image "watch:1.0"  «at» "http://watch" }'), [
      ['endpoint-clause', 'external'],
    ]);
    expectMessages(app('endpoint watch : sidecar { image "watch:1.0"  «replicas 2» }'), [
      ['endpoint-clause', 'each replica of an agent'],
    ]);
    expectMessages(app('endpoint desk : external { at "https://desk.example.org"  «image» "desk:1.0" }'), [
      ['endpoint-clause', 'a sidecar or a service'],
    ]);
    expectMessages(app('endpoint watch : sidecar { «imag» "watch:1.0" }'), [['unknown-clause', 'image']]);
    expectMessages(app(`${WATCH}endpoint «watch» : sidecar { image "watch:1.0" }`), ['duplicate-name']);
    expectMessages(app('endpoint «Watch» : service { image "watch:1.0" }'), [['bad-name', 'watch']]);
  });

  it('without what they need', () => {
    expectMessages(app('endpoint «watch» : service { port 9000 }'), [['missing-clause', 'image "watch:1.0"']]);
    expectMessages(app('endpoint «desk» : external { }'), [['missing-clause', 'at "https://desk.example.org"']]);
    expectMessages('endpoint «watch» : service { image "watch:1.0" }', ['no-application']);
    expectMessages('endpoint watch : sidecar { image "watch:1.0" }', []);
  });

  it('with numbers that cannot be', () => {
    const service = (clause: string): string => app(`endpoint watch : service { image "watch:1.0"  ${clause} }`);
    expectMessages(service('port «80»'), ['bad-range']);
    expectMessages(service('port «"http"»'), ['wrong-type']);
    expectMessages(service('«replicas 1..3»'), ['bad-range']);
    expectMessages(service('replicas «0»'), ['bad-range']);
    expectMessages(service('port 1024  replicas 2'), []);
  });

  it('at addresses that cannot be', () => {
    const desk = (clauses: string): string => app(`endpoint desk : external { ${clauses} }`);
    expectMessages(desk('at «"desk.example.org"»'), ['bad-url']);
    expectMessages(desk('at «"https://me:pass@desk.example.org"»'), ['plain-secret']);
    expectMessages(desk('at «"https://desk.example.org/?key=1"»'), ['bad-url']);
    expectMessages(desk('at «"http://desk.example.org"»  credentials secret desk.token'), ['bad-url']);
    expectMessages(desk('at «"http://example.org"»  credentials secret desk.token'), ['bad-url']);
    expectMessages(desk('at "http://desk.tools.svc:80/api/"  credentials secret desk.token'), []);
    expectMessages(desk('at "https://desk.example.org"  credentials «secret desk»'), [['wrong-type', 'desk.token']]);
    expectMessages(desk('at "https://desk.example.org"  credentials «"hunter2"»'), [
      ['secret-as-text', 'name the Secret'],
    ]);
  });
});

describe('custom sensors and actions', () => {
  it('with endpoints and sources that there are not', () => {
    expectMessages(app(`${WATCH}sensor drift : Ratio from http { endpoint: «wacth» }`), [
      ['unknown-name', 'did you mean watch?'],
    ]);
    expectMessages(app(`${AGENT}sensor drift : Ratio from http { endpoint: «serve» }`), ['wrong-type']);
    expectMessages(app('sensor drift : Ratio from http «{ }»'), ['missing-field']);
    expectMessages(app(`${WATCH}action page() from «htp» { endpoint: watch }`), [['unknown-variant', 'http']]);
    expectMessages(app(`${WATCH}action page() from «prometheus» { endpoint: watch }`), ['unknown-variant']);
    expectMessages(app(`${WATCH}sensor drift : Ratio from http { endpoint: watch, «path»: "/x" }`), ['unknown-field']);
  });

  it('with what cannot be sent', () => {
    expectMessages(app(`${WATCH}sensor drift(token: «Secret») : Ratio from http { endpoint: watch }`), [
      ['cannot-travel', 'env { TOKEN'],
    ]);
    expectMessages(app(`${WATCH}sensor worst : «Online» from http { endpoint: watch }`), ['cannot-travel']);
    expectMessages(app(`${WATCH}action page(to: List<String>) : «List<Batch>» from http { endpoint: watch }`), [
      'cannot-travel',
    ]);
    expectMessages(
      app(
        `${WATCH}sensor worst(of: Online, b: Batch?, v: ModelVersion) : List<Dataset>? windowed from http { endpoint: watch }`,
      ),
      [],
    );
  });

  it('that take too long, or nobody knows how long', () => {
    const sensor = (rest: string): string => app(`${WATCH}sensor d(t: Duration) : Ratio from http ${rest}`);
    expectMessages(sensor('{ endpoint: watch, timeout: «10m» }'), ['bad-range']);
    expectMessages(sensor('{ endpoint: watch, timeout: «t» }'), ['not-constant']);
    expectMessages(sensor('{ endpoint: watch, timeout: «5» }'), [['wrong-unit', '5s']]);
    expectMessages(sensor('{ endpoint: watch, timeout: 5s }'), []);
  });

  it('that are declared twice, or like a primitive', () => {
    const drift = (name: string): string => `sensor ${name} : Ratio from http { endpoint: watch }`;
    expectMessages(
      {
        'a.sflow': app(`${WATCH}${drift('drift')}`),
        'b.sflow': `import { watch } from "./a"\n${drift('«drift»')}`,
      },
      ['duplicate-name'],
    );
    expectMessages(app(`${WATCH}action «promote»() from http { endpoint: watch }`), ['duplicate-name']);
    expectMessages(app(`${WATCH}${drift('drift')}\naction check() from http { endpoint: watch }`), []);
  });

  it('that are used wrongly', () => {
    const use = (condition: string, action: string): string =>
      app(`${WATCH}sensor drift(of: Online) : Ratio windowed from http { endpoint: watch }
sensor now(x: Number = 1) : Duration from http { endpoint: watch }
action page(text: String, level: Int = 3) from http { endpoint: watch }
${acts(condition, action)}`);
    expectMessages(use('drift(serve) over 1h > 25%', 'page("high", level: 1)'), []);
    expectMessages(use('«drift(serve)» > 25%', 'page("high")'), ['window-missing']);
    expectMessages(use('«now > 25»', 'page("high")'), ['incomparable']);
    expectMessages(use('now(«drift») > 25s', 'page("high")'), ['missing-argument']);
    expectMessages(use('now > 25s', 'page(«5»)'), ['wrong-type']);
    expectMessages(use('now > 25s', '«page()»'), ['missing-argument']);
    expectMessages(use('now > 25s', 'page("high", «levle»: 2)'), [['unknown-argument', 'level']]);
    expectMessages(use('now > 25s', '«pag»("high")'), [['unknown-primitive', 'page']]);
    expectMessages(use('«page»("x") > 25s', 'page("high")'), ['not-callable']);
    expectMessages(use('now(«drift(serve) over 1h») > 25s', 'page("high")'), ['not-readable']);
  });

  it('whose sidecars stand in each other’s way', () => {
    const two = (first: string, second: string): string =>
      app(`endpoint ${first}\nendpoint ${second}
sensor read-x : Number from http { endpoint: x }
action do-y() from http { endpoint: y }
${acts('read-x > 1', 'do-y()')}`);
    expectMessages(two('x : sidecar { image "x:1.0" }', '«y» : sidecar { image "y:1.0" }'), [
      ['port-taken', 'port 8091'],
    ]);
    for (const port of ['8080', '8081'])
      expectMessages(two(`«x» : sidecar { image "x:1.0"  port ${port} }`, 'y : service { image "y:1.0" }'), [
        'port-taken',
      ]);
    expectMessages(two('x : sidecar { image "x:1.0" }', 'y : sidecar { image "y:1.0"  port 8091 }'), []);
  });
});
